"""Values go where their names stand, whatever they are, and only their owner can read them."""

from pathlib import Path

import pytest

from functions.domain.errors import InvalidInput
from mlops.configuration.env_file import read_env_file
from mlops.configuration.env_values import put_values, with_values

AWKWARD = 'it\'s a $HOME \\ "quoted" #value `date`'


def test_a_value_replaces_the_one_before_in_its_place() -> None:
    text = "# words\nFIRST=1\n\n# more\nSECOND=2\n"
    assert with_values(text, {"FIRST": "one"}) == "# words\nFIRST=one\n\n# more\nSECOND=2\n"


def test_what_stands_behind_a_sign_is_taken_out_of_it_and_what_is_new_comes_last() -> None:
    assert with_values("#FIRST=\nSECOND=2\n", {"FIRST": "1", "THIRD": "3"}) == (
        "FIRST=1\nSECOND=2\nTHIRD=3\n"
    )


def test_another_name_with_the_same_beginning_is_left_alone() -> None:
    assert with_values("FIRST_OF_ALL=0\n", {"FIRST": "1"}) == "FIRST_OF_ALL=0\nFIRST=1\n"


def test_an_empty_value_takes_away_what_is_there_and_adds_nothing() -> None:
    assert with_values("FIRST=1\n", {"FIRST": "", "SECOND": ""}) == "FIRST=\n"


@pytest.mark.parametrize("value", [AWKWARD, "$2b$10$abc/def.", "a b", "x#y", "PRIVATE+KEY+a+b=="])
def test_every_value_reads_back(tmp_path: Path, value: str) -> None:
    file = tmp_path / ".env.staging"
    file.write_text("NAME=before\n")
    put_values(file, "staging", {"NAME": value})
    assert read_env_file(file).values == {"NAME": value}


def test_a_file_that_would_not_say_it_is_left_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / ".env.staging"
    file.write_text(before := "TEXT='begins\nNAME=inside\nends'\n")
    with pytest.raises(InvalidInput, match="with NAME in it"):
        put_values(file, "staging", {"NAME": "it's"})
    assert file.read_text() == before


def test_a_new_file_is_the_example_and_its_owners_alone(tmp_path: Path) -> None:
    file = tmp_path / ".env.staging"
    put_values(file, "staging", {"CRON_SECRET": "secret"})
    assert file.stat().st_mode & 0o777 == 0o600
    read = read_env_file(file)
    assert (read.values["CRON_SECRET"], read.problems) == ("secret", ())
    assert "The settings of staging" in file.read_text()
