"""A file of settings is read as a shell would, and every line that is none is named."""

from pathlib import Path

import pytest

from functions.domain.errors import InvalidInput
from mlops.configuration.env_file import read_env_file


def written(folder: Path, text: str) -> Path:
    path = folder / ".env.production"
    path.write_text(text)
    return path


def test_values_are_what_stands_after_the_sign_and_know_their_line(tmp_path: Path) -> None:
    file = read_env_file(
        written(
            tmp_path,
            "# a note\n\nPLAIN=one # and a note\nexport TOLD=two\n\nQUOTED='th ree'\n"
            "URL=postgresql://a:b@c/d?sslmode=require&channel_binding=require\nCASH=${PLAIN}\n"
            "NOTHING=\n",
        )
    )
    assert file.problems == ()
    assert file.values == {
        "PLAIN": "one",
        "TOLD": "two",
        "QUOTED": "th ree",
        "URL": "postgresql://a:b@c/d?sslmode=require&channel_binding=require",
        "CASH": "${PLAIN}",  # nothing is put in for it, as on the platforms
        "NOTHING": "",
    }
    assert file.lines == {
        "PLAIN": 3, "TOLD": 4, "QUOTED": 6, "URL": 7, "CASH": 8, "NOTHING": 9,
    }  # fmt: skip


def test_a_line_that_is_no_setting_and_a_name_set_twice_are_named(tmp_path: Path) -> None:
    file = read_env_file(written(tmp_path, "A=1\n\nB\nC='open\nA=2\n"))
    assert [one.sentence for one in file.problems] == [
        "line 3 is not NAME=value",
        "line 4 is not NAME=value",
        "A is set twice, in lines 1 and 5; keep one",
    ]


def test_a_file_that_is_not_there_or_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="copy the example of its environment"):
        read_env_file(tmp_path / ".env.production")
    (tmp_path / "picture").write_bytes(b"\x89PNG\xff\xfe")
    with pytest.raises(InvalidInput, match="is not a text file"):
        read_env_file(tmp_path / "picture")
