"""The catalogue knows what every process reads, and no secret can become public."""

from dataclasses import fields

import pytest

from functions.domain.setting import is_misspelt
from functions.environment import examine
from mlops.configuration.catalogue import catalogue, settings_of
from mlops.configuration.consumers import CONSUMERS, Consumer, LocalSettings, MlflowSettings
from mlops.local.settings import LocalSettings as LocalStackSettings
from mlops.local.settings import read_settings
from mlops.tracking.config import TrackingConfig

CHOSEN = {
    "CANDOR_PORT": "9999",
    "CANDOR_STATE": "elsewhere",
    "CANDOR_MODE": "replay",
    "CANDOR_HISTORY": "candles.csv",
    "CANDOR_SEED": "7",
    "CANDOR_SECONDS_PER_HOUR": "2",
    "CANDOR_VENUES": "emulated",
    "CANDOR_MLFLOW": "off",
    "CANDOR_MONITORING": "off",
    "MLFLOW_ARTIFACTS": "s3://bucket/mlflow",
    "MLFLOW_USERS": f"viewer:{'k3ephd8s' * 4}:read",
}


def test_every_setting_says_what_it_is_for() -> None:
    assert len(catalogue()) > 40
    assert [one.name for one in catalogue().values() if len(one.help) < 10] == []


def test_consumers_agree_on_what_is_secret() -> None:
    for consumer in CONSUMERS:
        for setting in settings_of(consumer):
            assert setting.secret == catalogue()[setting.name].secret, setting.name


def test_no_secret_is_public_and_the_page_is_told_nothing_else() -> None:
    public = [one for one in catalogue().values() if one.is_public]
    assert public
    assert [one.name for one in public if one.secret] == []
    [page] = [consumer for consumer in CONSUMERS if consumer.name == "page"]
    assert {one.name for one in settings_of(page)} == {one.name for one in public}
    secret = {f"VITE_{one.name}" for one in catalogue().values() if one.secret}
    assert secret.isdisjoint(catalogue())


def test_a_secret_has_no_default_and_no_example() -> None:
    secret = [one for one in catalogue().values() if one.secret]
    assert len(secret) > 10
    assert [one.name for one in secret if one.default or one.examples] == []


def test_no_two_settings_are_a_slip_apart() -> None:
    names = list(catalogue())
    assert [(one, other) for one in names for other in names if is_misspelt(one, other)] == []


def test_the_mlflow_server_reads_what_the_catalogue_says_it_does() -> None:
    read = {field.name: not field.repr for field in fields(TrackingConfig)}
    assert read.keys() <= MlflowSettings.model_fields.keys()
    secret = {one.name.lower() for one in settings_of(_consumer("mlflow")) if one.secret}
    assert {name for name, is_hidden in read.items() if is_hidden} <= secret


@pytest.mark.parametrize("name", CHOSEN)
def test_each_setting_of_the_local_stack_chooses_something(name: str) -> None:
    assert examine(LocalSettings, {name: CHOSEN[name]})[1] == []
    assert read_settings({name: CHOSEN[name]}) != read_settings({})


def test_the_local_stack_has_no_setting_that_the_catalogue_does_not_know() -> None:
    known = {one.name for one in settings_of(_consumer("local"))}
    assert known == set(CHOSEN)
    assert len(fields(LocalStackSettings)) == len(known)


def _consumer(name: str) -> Consumer:
    [found] = [consumer for consumer in CONSUMERS if consumer.name == name]
    return found
