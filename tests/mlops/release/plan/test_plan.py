"""The order of a release, what it leaves out, and what it refuses."""

from dataclasses import replace

import pytest

from functions.domain.errors import InvalidInput
from mlops.release.plan.plan import plan
from mlops.release.plan.state import Live, Wanted
from tests.mlops.release.states import (
    EMPTY,
    EXPAND,
    GRAFANA,
    LIVE,
    MLFLOW,
    NARROWER,
    NEW,
    NEXT,
    PAGE,
    SAME,
    WIDER,
)


def ids(live: Live, wanted: Wanted) -> list[list[str]]:
    return [[step.id for step in stage.steps] for stage in plan("staging", live, wanted).stages]


def test_a_release_expands_then_deploys_and_stages_at_once_and_promotes_last() -> None:
    assert ids(LIVE, NEXT) == [
        ["database.expand"],
        ["mlflow.deploy", "grafana.deploy", "vercel.stage"],
        ["gates.staged"],
        ["model.promote", "vercel.promote"],
        ["gates.domain"],
        ["gates.issued"],
        ["observe"],
    ]


def test_what_runs_already_is_not_released_again() -> None:
    assert plan("staging", LIVE, SAME).stages == ()


def test_changed_settings_are_told_first_and_their_service_is_deployed_anew() -> None:
    wanted = replace(SAME, service_environments={"mlflow": "env-9", "grafana": "env-3"})
    assert ids(LIVE, wanted) == [["mlflow.environment"], ["mlflow.deploy"], ["observe"]]


def test_a_contraction_comes_after_the_last_check() -> None:
    wanted = replace(NEXT, migrations=(EXPAND, NARROWER))
    assert ids(LIVE, wanted)[-2:] == [["observe"], ["database.contract"]]


def test_every_deploy_is_undone_by_what_was_live_with_the_flags_that_it_had() -> None:
    steps = {step.id: step for step in plan("staging", LIVE, NEXT).steps()}
    promote, deploy = steps["vercel.promote"].undo, steps["mlflow.deploy"].undo
    assert promote is not None
    assert promote.arguments["deployment"] == PAGE.deployment
    assert promote.arguments["assigns_domains"] is True
    assert deploy is not None
    assert deploy.arguments == {
        "id": "srv-1",
        "deploy": "dep-old-1",
        "environment": "env-2",
        "auto_deploys": False,
    }


def test_what_a_step_makes_is_told_from_what_was_made_before_it() -> None:
    steps = {step.id: step for step in plan("staging", LIVE, NEXT).steps()}
    assert steps["mlflow.deploy"].do.arguments["before"] == "dep-old-1"
    assert steps["vercel.stage"].do.arguments["settings"] == NEXT.page_environment


def test_the_hash_changes_with_the_state_that_the_plan_was_made_for() -> None:
    changed = replace(LIVE, page=replace(PAGE, environment="env-1", assigns_domains=False))
    assert plan("staging", LIVE, NEXT).digest() != plan("staging", changed, NEXT).digest()
    assert plan("staging", LIVE, NEXT).digest() == plan("staging", LIVE, NEXT).digest()
    assert plan("staging", LIVE, NEXT).digest() != plan("production", LIVE, NEXT).digest()


@pytest.mark.parametrize(
    ("live", "wanted", "sentence"),
    [
        (replace(LIVE, applied=(EXPAND, NARROWER)), NEXT, "no way back past it"),
        (replace(LIVE, applied=(replace(EXPAND, sha256="f" * 64),)), NEXT, "never changes"),
        (LIVE, replace(NEXT, migrations=(EXPAND, WIDER, NARROWER)), "release it later"),
        (LIVE, replace(NEXT, service_environments={"mlflow": "env-2"}), "is on Render and not"),
        (replace(LIVE, services=(MLFLOW,)), NEXT, "grafana is not on Render"),
        (replace(LIVE, page=replace(PAGE, deployment=None)), NEXT, "say --first"),
        (replace(LIVE, services=(MLFLOW, replace(GRAFANA, deploy=None))), NEXT, "say --first"),
    ],
)
def test_a_release_that_cannot_be_undone_is_refused_before_anything_is_touched(
    live: Live, wanted: Wanted, sentence: str
) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        plan("staging", live, wanted)


def test_all_reasons_are_told_at_once() -> None:
    broken = replace(LIVE, page=replace(PAGE, deployment=None), services=(MLFLOW,))
    with pytest.raises(InvalidInput) as refused:
        plan("staging", broken, NEXT)
    assert len(str(refused.value).splitlines()) == 2


def test_an_older_release_goes_onto_a_database_that_was_only_expanded() -> None:
    assert plan("staging", replace(LIVE, applied=(EXPAND, WIDER)), replace(SAME, commit=NEW)).stages


def test_a_first_release_says_that_there_is_nothing_before_it() -> None:
    wanted = replace(NEXT, service_environments={"mlflow": "env-2"})
    steps = {step.id: step for step in plan("staging", EMPTY, wanted, first=True).steps()}
    for name in ("vercel.promote", "mlflow.deploy", "model.promote"):
        assert steps[name].undo is None
        assert steps[name].no_undo == "there was nothing before it"
