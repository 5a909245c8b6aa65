"""A release begins only where the vendors' quotas have room for it, as far as vendors tell."""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from functions.domain.errors import VendorError, VendorRejected, VendorUnavailable
from mlops.deployment.costs.bill import read_plans
from mlops.release.clients.api import Api
from mlops.release.clients.render import Render
from mlops.release.preflight.quota_sources import (
    BUILD_MIN,
    NeonCompute,
    RenderPipeline,
    UpstashCommands,
    VercelDeployments,
    of_databases,
)
from mlops.release.preflight.quotas import OF_A_RELEASE, Limit, Usage, limits_of, quotas_left
from mlops.release.target import Target
from tests.mlops.environments.vendors import Vendors
from tests.mlops.release.conducting import Stage
from tests.mlops.release.rig import Rig

LIMITS = {"deployments_a_day": Limit("vercel.hobby", 100.0)}
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Told:
    """A source that tells this."""

    usages: Sequence[Usage] = ()
    failure: VendorError | None = None
    name: str = "Vercel"
    quotas: frozenset[str] = frozenset({"deployments_a_day"})

    async def usage(self) -> Sequence[Usage]:
        if self.failure is not None:
            raise self.failure
        return self.usages


@pytest.mark.parametrize(("used", "is_enough"), [(88, True), (89, False), (100, False)])
async def test_what_a_release_takes_leaves_the_share_that_must_be_left(
    used: int,
    is_enough: bool,
) -> None:
    found = await quotas_left([Told([Usage("deployments_a_day", used, 2)])], LIMITS, 0.1)
    assert (not found.wrong) is is_enough
    if not is_enough:
        [said] = found.wrong
        assert said.startswith(f"{used} of 100 deployments on Vercel in 24 hours are used (verc")
        assert said.endswith("a release takes 2: less than 10% would be left")


async def test_who_is_there_to_be_asked_and_does_not_answer_is_no_pass() -> None:
    lost = Told(failure=VendorUnavailable("vercel", "no answer"))
    found = await quotas_left([lost], LIMITS, 0.1)
    [said] = found.wrong
    assert said.startswith("Vercel does not say what is used: ")


async def test_of_what_nobody_tells_a_person_is_told_to_look() -> None:
    found = await quotas_left([], LIMITS, 0.1)
    assert not found.wrong
    [said] = found.remarks
    assert said.startswith("nobody tells how many of 100 deployments on Vercel in 24 hours")


async def test_a_source_of_what_the_plan_does_not_limit_is_not_asked() -> None:
    lost = Told(failure=VendorUnavailable("vercel", "no answer"))
    assert await quotas_left([lost], {}, 0.1) == await quotas_left([], {}, 0.1)


def test_a_profile_that_is_charged_for_use_has_fewer_limits() -> None:
    plans = read_plans()
    free, paid = limits_of(plans, "free"), limits_of(plans, "paid")
    assert free.keys() == OF_A_RELEASE.keys()
    assert free["cu_hours"] == Limit("neon.free", 100.0)
    assert paid.keys() == {"deployments_a_day", "pipeline_minutes"}
    assert paid["deployments_a_day"].most > free["deployments_a_day"].most


async def test_vercel_is_asked_for_the_deployments_of_a_day(rig: Rig) -> None:
    made = len(rig.site.deployments())
    assert made
    now = max(one.created_at for one in rig.site.deployments())
    [usage] = await VercelDeployments(rig.vercel, lambda: now).usage()
    assert (usage.quota, usage.used) == ("deployments_a_day", made)
    later = now + timedelta(days=2)
    assert (await VercelDeployments(rig.vercel, lambda: later).usage())[0].used == 0


def rendering(deploys: list[dict[str, Any]]) -> Render:
    """Render with two services that each made these."""

    def answered(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/services":
            rows = [{"service": _service(one), "cursor": one} for one in ("srv-1", "srv-2")]
            return httpx.Response(200, json=rows)
        return httpx.Response(200, json=[{"deploy": one, "cursor": one["id"]} for one in deploys])

    transport = httpx.MockTransport(answered)
    return Render(Api("render", "https://render.test", "k" * 32, transport=transport))


def _service(id: str) -> dict[str, Any]:
    return {"id": id, "name": id, "autoDeploy": "no", "suspended": "not_suspended"}


def _deploy(begun: datetime, minutes: float | None, trigger: str = "api") -> dict[str, Any]:
    ended = {"finishedAt": (begun + timedelta(minutes=minutes)).isoformat()} if minutes else {}
    times = {"createdAt": begun.isoformat(), "startedAt": begun.isoformat()}
    return {"id": f"dep-{begun:%d%H}", "status": "live", "trigger": trigger, **times, **ended}


async def test_render_is_asked_how_long_the_months_builds_took() -> None:
    deploys = [
        _deploy(NOW, 4),
        _deploy(NOW - timedelta(days=1), 8),
        _deploy(NOW - timedelta(days=2), 30, "rollback"),
        _deploy(NOW - timedelta(hours=1), None),
        _deploy(NOW - timedelta(days=25), 60),
    ]
    source = RenderPipeline(rendering(deploys), 5, lambda: NOW)
    assert await source.usage() == [Usage("pipeline_minutes", 24.0, 30.0)]
    empty = replace(source, render=rendering([]))
    assert await empty.usage() == [Usage("pipeline_minutes", 0, 5 * BUILD_MIN)]


async def test_a_vendor_that_is_lost_is_a_reason_against_a_release(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not [one for one in (await stage.prepare()).reasons if one.startswith("quotas")]
    lost = Told(failure=VendorUnavailable("vercel", "no answer"))
    monkeypatch.setattr(Target, "quota_sources", lambda _: [lost])
    [said] = [one for one in (await stage.prepare()).reasons if one.startswith("quotas")]
    assert "Vercel does not say what is used" in said


async def test_the_databases_vendors_tell_of_the_one_with_the_environments_name() -> None:
    vendors = Vendors()
    of_neon = NeonCompute(lambda: nullcontext(vendors.neon), "candor-staging")
    of_upstash = UpstashCommands(lambda: nullcontext(vendors.upstash), "candor-staging")
    for source in (of_neon, of_upstash):
        with pytest.raises(VendorRejected, match=r"there is no (project|database) candor-staging"):
            await source.usage()
    project = await vendors.neon.create("candor-staging", "aws-us-east-1", 17)
    database = await vendors.upstash.create("candor-staging", "us-east-1", "payg")
    vendors.neon_account.project(project.id).compute_s = 9_000
    vendors.upstash_account.database(database.id).commands = 421_000
    assert await of_neon.usage() == [Usage("cu_hours", 2.5)]
    assert await of_upstash.usage() == [Usage("redis_commands", 421_000)]
    assert vendors.violations == []


def test_they_are_asked_where_their_keys_are_given() -> None:
    keys = {"UPSTASH_EMAIL": "ada@candor.example", "UPSTASH_API_KEY": "k" * 16 + "0123456789abcdef"}
    assert of_databases("staging", {"UPSTASH_EMAIL": "ada@candor.example"}) == []
    assert [one.name for one in of_databases("staging", keys)] == ["Upstash"]
    both = keys | {"NEON_API_KEY": "napi_" + "a1b2c3d4" * 8}
    assert [one.name for one in of_databases("staging", both)] == ["Neon", "Upstash"]
