"""release.yml says all that a release needs, and nothing that is not understood."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
import yaml

from functions.domain.errors import InvalidInput
from mlops.deployment.costs.bill import bill, read_plans
from mlops.release.declared.release import FILE, parse_release, read_release
from tests.mlops.release.render_names import render_services


def changed(change: Callable[[Any], Any]) -> Any:
    document = copy.deepcopy(yaml.safe_load(FILE.read_text()))
    change(document)
    return document


def test_the_committed_file_is_valid_and_an_environment_overrides_single_figures() -> None:
    release = read_release()
    staging, production = (release.environment(name).gates for name in ("staging", "production"))
    assert production.performance.requests == 2 * staging.performance.requests
    assert production.performance.p95_ratio_max == staging.performance.p95_ratio_max


@pytest.mark.parametrize("name", ["staging", "production"])
def test_the_declared_services_are_those_of_the_blueprint(name: str) -> None:
    declared = {one.name for one in read_release().environment(name).render.values()}
    assert declared == render_services(name).keys()


def test_every_service_that_can_be_reached_has_its_health_check_declared() -> None:
    for name in ("staging", "production"):
        for one in read_release().environment(name).render.values():
            assert one.health == render_services(name, health=True)[one.name]


def test_every_profile_has_a_bill() -> None:
    for environment in read_release().environments.values():
        assert bill(read_plans(), environment.profile).dollars >= 0


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda d: d["gates"]["health"].update(with_in=1), "staging.gates.health.with_in: Extra"),
        (lambda d: d["gates"].update(luck={"min": 1}), "gates.luck: Extra inputs"),
        (lambda d: d["gates"].pop("errors"), "gates.errors: Field required"),
        (lambda d: d["gates"]["errors"].update(samples_min=900), "could never pass"),
        (lambda d: d["gates"]["performance"].update(requests="many"), "valid integer"),
        (lambda d: d["environments"]["staging"].update(url="http://x.example"), "by https"),
        (lambda d: d["environments"]["staging"].pop("vercel"), "staging.vercel: Field required"),
        (lambda d: d["environments"]["staging"]["render"].update(a="b"), "write [name on Render"),
        (
            lambda d: d["environments"]["staging"]["vercel"].update(project="candor-production"),
            "share the Vercel project candor-production",
        ),
        (
            lambda d: d["environments"]["production"]["promotion"].update({"from": "production"}),
            "which is no other",
        ),
        (lambda d: d["environments"]["staging"].update(branches=[]), "staging.branches: List"),
        (lambda d: d["environments"]["staging"].update(branches=["-x"]), "branches.0: String"),
        (
            lambda d: d["environments"]["production"]["promotion"].update(soak_h=337),
            "promotion.soak_h: Input should be less than or equal to 336",
        ),
        (lambda d: d["environments"].update(test={}), "environments.test"),
        (lambda d: d.update(environments=[]), "environments"),
        (lambda d: d.pop("gates"), "a mapping with gates"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(change: Callable[[Any], Any], sentence: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_release(changed(change), "release.yml")
    assert sentence in str(refused.value)


def test_an_environment_that_is_not_declared_is_named_with_those_that_are() -> None:
    with pytest.raises(InvalidInput, match="has development, staging, production"):
        read_release().environment("test")
