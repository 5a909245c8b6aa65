"""A value changes, and everything else of the file stays as a person wrote it."""

import os
from io import StringIO
from pathlib import Path

import pytest
from dotenv.parser import parse_stream
from hypothesis import given
from hypothesis import strategies as st

from functions.domain.errors import InvalidInput
from mlops.configuration.env_edit import change_env_file, edited
from mlops.configuration.env_example import env_example
from mlops.configuration.env_file import read_env_file

TEXT = """# of staging
CANDOR_ENV=staging

# made by ada
CRON_SECRET="old one"   # until May
export OTHER='its'
LAST=1"""


def test_only_the_named_line_changes() -> None:
    assert edited(TEXT, {"CRON_SECRET": "new"}) == TEXT.replace(
        'CRON_SECRET="old one"   # until May', "CRON_SECRET=new"
    )


def test_a_name_is_taken_away_and_a_new_one_comes_last() -> None:
    result = edited(TEXT, {"CRON_SECRET": None, "CRON_SECRET_PREVIOUS": "x"})
    assert "CRON_SECRET=" not in result
    assert result.endswith("LAST=1\nCRON_SECRET_PREVIOUS=x\n")


def test_what_stands_behind_a_sign_is_taken_out_of_it_where_it_is_set() -> None:
    text = "# first\n\n#FIRST=\n#FIRST=again\n# SECOND=2\n"
    assert edited(text, {"FIRST": "1", "SECOND": None}) == text.replace("#FIRST=\n", "FIRST=1\n")


def test_what_is_open_is_changed_there_and_not_behind_a_sign() -> None:
    assert edited("#FIRST=0\nFIRST=1\n", {"FIRST": "2"}) == "#FIRST=0\nFIRST=2\n"


def test_a_name_inside_another_value_is_not_taken_for_it() -> None:
    text = "TEXT='begins\n#NAME=\nNAME=inside'\n"
    assert edited(text, {"NAME": "x"}) == text + "NAME=x\n"


def test_what_is_not_there_can_be_taken_away() -> None:
    assert edited(TEXT, {"NOWHERE": None}) == TEXT


@given(st.text(max_size=40))
def test_any_value_is_read_back_as_it_is_or_refused(value: str) -> None:
    try:
        result = edited(TEXT, {"CRON_SECRET": value, "NEW": value})
    except InvalidInput:
        return
    found = {one.key: one.value for one in parse_stream(StringIO(result)) if one.key}
    assert (found["CRON_SECRET"], found["NEW"], found["LAST"]) == (value, value, "1")
    assert len(found) == 5


@pytest.mark.parametrize("value", ["a b", "it's", 'say "x"', "a\\b", "$HOME", "a#b", " x ", "ä=ö"])
def test_what_is_awkward_is_quoted_so_that_it_is_read_back(value: str, tmp_path: Path) -> None:
    file = tmp_path / "an.env"
    file.write_text(TEXT)
    change_env_file(file, {"CRON_SECRET": value})
    assert read_env_file(file).values["CRON_SECRET"] == value


def test_a_line_break_that_would_be_another_setting_cannot_get_in(tmp_path: Path) -> None:
    file = tmp_path / "an.env"
    file.write_text(TEXT)
    change_env_file(file, {"CRON_SECRET": "x\nEVIL=1"})
    assert "EVIL" not in read_env_file(file).values


def test_the_file_becomes_its_owners_alone_and_a_link_stays_one(tmp_path: Path) -> None:
    real, link = tmp_path / "real.env", tmp_path / "link.env"
    real.write_text(TEXT)
    real.chmod(0o644)
    link.symlink_to(real)
    change_env_file(link, {"LAST": "2"})
    assert link.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o600
    assert read_env_file(real).values["LAST"] == "2"


def test_a_write_that_fails_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "an.env"
    file.write_text(TEXT)

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "open", full)
    with pytest.raises(OSError, match="No space"):
        change_env_file(file, {"LAST": "2"})
    monkeypatch.undo()
    assert file.read_text() == TEXT


def test_a_new_file_is_what_it_is_begun_with_and_its_owners_alone(tmp_path: Path) -> None:
    file = tmp_path / ".env.staging"
    change_env_file(file, {"CRON_SECRET": "secret"}, env_example("staging"))
    assert file.stat().st_mode & 0o777 == 0o600
    read = read_env_file(file)
    assert (read.values["CRON_SECRET"], read.problems) == ("secret", ())
    assert "The settings of staging" in file.read_text()
