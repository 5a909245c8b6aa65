"""The variables of compose.yaml: a world, and secrets that are made once."""

from dataclasses import fields
from pathlib import Path

import bcrypt
import pytest

from functions.domain.errors import InvalidInput
from mlops.local.compose_environment import (
    compose_environment,
    environment_text,
    read_environment,
)
from mlops.local.settings import read_settings
from mlops.local.state_folder import Secrets


def test_secrets_are_made_once_and_the_world_is_the_one_asked_for_now(tmp_path: Path) -> None:
    first = compose_environment(read_settings({"CANDOR_SEED": "5"}), {})
    secrets = {name: value for name, value in first.items() if len(value) == 64}
    assert len(set(secrets.values())) == len(secrets) == len(fields(Secrets))
    assert (first["CANDOR_MODE"], first["CANDOR_WORLD"]) == ("simulated", "candor_simulated_5")
    file = tmp_path / "env"
    file.write_text(environment_text(first))
    assert read_environment(file) == first
    second = compose_environment(read_settings({"CANDOR_MODE": "live"}), read_environment(file))
    assert secrets.items() <= second.items()
    assert (second["CANDOR_WORLD"], second["CANDOR_SEED"]) == ("candor_live", "")


def test_the_hash_of_a_password_is_taken_as_it_is() -> None:
    given = compose_environment(read_settings({}), {})
    hashed = given["PROMETHEUS_PASSWORD_HASH"]
    assert bcrypt.checkpw(given["PROMETHEUS_PASSWORD"].encode(), hashed.encode())
    assert f"PROMETHEUS_PASSWORD_HASH='{hashed}'\n" in environment_text(given)


def test_what_the_containers_are_not_given_is_refused(tmp_path: Path) -> None:
    for environ in ({"CANDOR_HISTORY": str(tmp_path / "x.csv")}, {"CANDOR_VENUES": "emulated"}):
        with pytest.raises(InvalidInput, match="unset CANDOR_HISTORY"):
            compose_environment(read_settings(environ), {})


def test_without_a_file_nothing_is_kept(tmp_path: Path) -> None:
    assert read_environment(tmp_path / "none") == {}
