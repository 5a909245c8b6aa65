"""vercel.json's crons deploy on the plan they are written for, or the check says why not."""

import json
from typing import Any, cast

import httpx
import pytest

from functions.app import create_app
from functions.bootstrap import Bootstrapped
from functions.domain.errors import InvalidInput
from mlops.deployment.schedules.triggers import Trigger
from mlops.deployment.schedules.vercel_crons import answered_paths, plan_named, refusals, with_crons
from mlops.local.settings import REPOSITORY
from mlops.local.vercel_config import read_vercel_config

COMMITTED = (REPOSITORY / "vercel.json").read_text()
HOBBY, PRO = plan_named("hobby"), plan_named("pro")


def planted(*crons: object) -> str:
    return json.dumps({**json.loads(COMMITTED), "crons": crons})


def test_what_is_committed_deploys_on_hobby() -> None:
    assert list(refusals(COMMITTED, HOBBY)) == []
    assert json.loads(COMMITTED)["crons"] == [{"path": "/api/cron/tick", "schedule": "1 0 * * *"}]


@pytest.mark.parametrize("plan", [HOBBY, PRO], ids=["hobby", "pro"])
def test_what_is_written_for_a_plan_is_what_it_allows_and_nothing_else_is_touched(
    plan: Trigger,
) -> None:
    written = with_crons(COMMITTED, plan)
    assert list(refusals(written, plan)) == []
    before, after = json.loads(COMMITTED), json.loads(written)
    assert {**after, "crons": []} == {**before, "crons": []}
    assert with_crons(written, HOBBY) == COMMITTED


def test_the_crons_of_pro_are_refused_on_hobby_with_the_expression_and_the_remedy() -> None:
    [refusal] = refusals(with_crons(COMMITTED, PRO), HOBBY)
    assert "'1,4,7,12 * * * *' fires 96 times a day" in refusal
    assert "candor schedules write --plan hobby" in refusal


@pytest.mark.parametrize("schedule", ["0 * * * *", "0 0,12 * * *", "*/30 4 * * *", "0 */12 * * 1"])
def test_more_than_once_a_day_is_refused_on_hobby_only(schedule: str) -> None:
    text = planted({"path": "/api/cron/tick", "schedule": schedule})
    [refusal] = refusals(text, HOBBY)
    assert schedule in refusal
    assert list(refusals(text, PRO)) == []


@pytest.mark.parametrize("schedule", ["59 23 * * *", "0 0 1 * *", "0 6 * * 0"])
def test_once_a_day_or_less_is_fine_on_hobby(schedule: str) -> None:
    assert list(refusals(planted({"path": "/api/cron/tick", "schedule": schedule}), HOBBY)) == []


def test_what_is_wrong_is_named_all_at_once() -> None:
    text = planted(
        {"path": "/api/cron/nothing", "schedule": "1 0 * * *"},
        {"path": "/api/cron/tick", "schedule": "CRON_TZ=Europe/Berlin 1 0 * * *"},
        {"path": "/api/cron/tick"},
        "daily",
        *[{"path": "/api/cron/tick", "schedule": "1 0 * * *"}] * 97,
    )
    told = " | ".join(refusals(text, PRO))
    for part in (
        "101 crons", "nothing answers '/api/cron/nothing'", "in UTC and without a time zone",
        '{"path": "/api/cron/tick"}', '"daily"',
    ):  # fmt: skip
        assert part in told
    assert len(list(refusals(text, PRO))) == 5


def test_no_cron_at_all_is_refused() -> None:
    assert len(list(refusals(planted(), HOBBY))) == 1


@pytest.mark.parametrize("text", ["", "[]", "{"])
def test_what_is_no_vercel_json_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match=r"vercel\.json cannot be read"):
        list(refusals(text, HOBBY))


def test_a_vercel_json_without_a_list_of_crons_is_not_guessed_at() -> None:
    with pytest.raises(InvalidInput, match="add one"):
        with_crons("{}", HOBBY)


def test_an_unknown_plan_is_refused() -> None:
    with pytest.raises(InvalidInput, match="hobby or pro"):
        plan_named("enterprise")


async def test_every_path_that_the_check_lets_pass_is_routed_to_a_function_that_knows_it() -> None:
    config = read_vercel_config(REPOSITORY / "vercel.json")
    nothing = cast("Any", None)
    app = create_app(Bootstrapped(nothing, nothing, "secret", "staging", nothing))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://candor.test") as api:
        for path in answered_paths():
            assert config.reaches_function(path)
            assert (await api.get(path)).status_code == 401
