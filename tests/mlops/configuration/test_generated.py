"""What is generated is up to date, goes stale when touched, and is a good start to fill in."""

import re
from pathlib import Path

import pytest

from mlops.configuration.catalogue import ENVIRONMENTS, catalogue
from mlops.configuration.check import check, chosen_consumers
from mlops.configuration.env_file import read_env_file
from mlops.configuration.generated import GENERATED, stale_files, write_generated
from mlops.local.settings import REPOSITORY
from tests.mlops.configuration.environments import MLFLOW, OPERATOR


def test_the_committed_files_are_what_the_catalogue_says_now() -> None:
    assert stale_files(REPOSITORY) == []


def test_a_touched_or_missing_file_is_stale_until_it_is_written(tmp_path: Path) -> None:
    assert write_generated(tmp_path) == list(GENERATED)
    assert stale_files(tmp_path) == []
    page = tmp_path / "docs/reference/settings.md"
    page.write_text(page.read_text() + "and more\n")
    (tmp_path / ".env.staging.example").unlink()
    assert stale_files(tmp_path) == [".env.staging.example", "docs/reference/settings.md"]


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_an_example_names_every_setting_once_and_holds_no_secret(environment: str) -> None:
    text = (REPOSITORY / f".env.{environment}.example").read_text()
    named = re.findall(r"^#?([A-Z0-9_]+)=(.*)$", text, re.MULTILINE)
    names = [name for name, _ in named]
    assert len(names) == len(set(names)) > 10
    assert set(names) <= set(catalogue())
    assert [name for name, value in named if value and catalogue()[name].secret] == []


@pytest.mark.parametrize("environment", ["staging", "production"])
def test_an_untouched_example_is_refused_for_all_that_is_to_be_filled_in(environment: str) -> None:
    file = read_env_file(REPOSITORY / f".env.{environment}.example")
    consumers = chosen_consumers(environment, file.values, "")
    problems = check(environment, file.values, consumers, whole=True)
    given = {"CANDOR_ENV", "VITE_CANDOR_ENV"}
    assert {one.name for one in problems} == set(file.values) - given
    assert {one.kind for one in problems} == {"missing", "placeholder"}


def test_an_example_filled_in_is_accepted(tmp_path: Path) -> None:
    text = (REPOSITORY / ".env.production.example").read_text()
    for name, value in (OPERATOR | MLFLOW).items():
        text, filled = re.subn(rf"^#?{name}=.*$", f"{name}={value}", text, flags=re.MULTILINE)
        assert filled == 1, name
    path = tmp_path / ".env.production"
    path.write_text(text)
    values = read_env_file(path).values
    consumers = chosen_consumers("production", values, "")
    assert "mlflow" in [one.name for one in consumers]
    assert check("production", values, consumers, whole=True) == []


def test_the_reference_has_a_row_for_every_setting() -> None:
    page = (REPOSITORY / "docs/reference/settings.md").read_text()
    assert [name for name in catalogue() if f"\n| `{name}` |" not in page] == []
