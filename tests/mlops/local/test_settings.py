"""What the environment may say to the local stack."""

from pathlib import Path

import pytest

from functions.domain.errors import InvalidInput
from mlops.local.settings import REPOSITORY, read_settings


def test_without_variables_everything_has_a_default() -> None:
    settings = read_settings({})
    assert settings.port == 8000
    assert settings.state == REPOSITORY / ".candor"
    assert (settings.mode, settings.history, settings.seed) == (None, None, None)
    assert settings.seconds_per_hour == 5.0
    assert (settings.mlflow, settings.mlflow_artifacts, settings.mlflow_users) == (True, "", "")


def test_an_empty_variable_is_an_unset_one() -> None:
    assert read_settings({"CANDOR_PORT": "", "CANDOR_HISTORY": ""}) == read_settings({})


def test_paths_become_absolute_so_that_children_find_them() -> None:
    settings = read_settings({"CANDOR_STATE": "state", "CANDOR_HISTORY": "~/candles.csv"})
    assert settings.state == Path.cwd() / "state"
    assert settings.history == Path.home() / "candles.csv"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CANDOR_PORT", "http"),
        ("CANDOR_PORT", "0"),
        ("CANDOR_PORT", "65536"),
        ("CANDOR_PORT", "٨٠٠٠"),
        ("CANDOR_SEED", "-1"),
        ("CANDOR_SEED", "1.5"),
        ("CANDOR_MLFLOW", "no"),
        ("CANDOR_MONITORING", "no"),
        ("CANDOR_SECONDS_PER_HOUR", "0"),
        ("CANDOR_SECONDS_PER_HOUR", "nan"),
        ("CANDOR_SECONDS_PER_HOUR", "soon"),
    ],
)
def test_nonsense_is_refused_by_its_name(name: str, value: str) -> None:
    with pytest.raises(InvalidInput, match=f"^{name} is "):
        read_settings({name: value})
