"""An environment is made once, whatever fails on the way, and every request is a vendor's own."""

import re
from collections.abc import Mapping

import pytest

from functions.domain.errors import CandorError, InvalidInput, VendorUnavailable
from mlops.deployment.render.blueprint import Blueprint
from mlops.environments.make import Making
from mlops.environments.pieces import pieces
from mlops.environments.told import MADE
from mlops.local.emulators.fates import Ending, Fate
from mlops.local.settings import REPOSITORY
from mlops.release.declared.release import read_release
from tests.mlops.environments.vendors import Vendors
from tests.mlops.release.rig import Killed

NAME = "staging"
DECLARED = read_release().environment(NAME)
BLUEPRINT = Blueprint.read(REPOSITORY / "render.yaml")
SERVICES = 6


class Kept:
    """What was written down, and said."""

    def __init__(self) -> None:
        # Hashing a password takes long, and is tested where it is done.
        self.values = {"PROMETHEUS_PASSWORD": "p" * 40, "PROMETHEUS_PASSWORD_HASH": "a hash of it"}
        self.said: list[str] = []

    def keep(self, values: Mapping[str, str]) -> None:
        self.values |= values


async def make(vendors: Vendors, kept: Kept) -> None:
    """One run of the command, which knows what the run before wrote down."""
    given = dict(kept.values)
    making = Making(NAME, DECLARED, BLUEPRINT, vendors.hand(), given, kept.keep, kept.said.append)
    await making.run()


def made(vendors: Vendors) -> dict[str, int]:
    """How many of each there are."""
    return {
        "neon": len(vendors.neon_account.projects()),
        "upstash": len(vendors.upstash_account.databases()),
        "vercel": len(vendors.vercel_account.sites),
        "domains": sum(len(one.domains()) for one in vendors.vercel_account.sites.values()),
        "render": len(vendors.workspace.projects),
        "services": len(vendors.workspace.services()),
    }


ONCE = {"neon": 1, "upstash": 1, "vercel": 1, "domains": 1, "render": 1, "services": SERVICES}


async def test_everything_is_made_and_known(vendors: Vendors) -> None:
    kept = Kept()
    await make(vendors, kept)
    assert made(vendors) == ONCE
    [project] = vendors.neon_account.projects()
    [redis] = vendors.upstash_account.databases()
    assert kept.values["DATABASE_OWNER_URL"] == project.uri(pooled=False)
    assert re.match(
        rf"postgresql://candor_app:[^@]{{43}}@ep-{project.id}-pooler\.", kept.values["DATABASE_URL"]
    )
    assert kept.values["UPSTASH_REDIS_REST_TOKEN"] == redis.token
    assert kept.values["LEDGER_VERIFIER_KEY"].startswith("staging.candor.example/ledger+")
    assert all(line.endswith(": made") for line in kept.said)
    assert len(kept.said) == len(pieces(NAME, DECLARED, BLUEPRINT))


async def test_nothing_that_is_said_is_a_secret(unjudged: Vendors) -> None:
    vendors, kept = unjudged, Kept()
    await make(vendors, kept)
    said = "\n".join(kept.said)
    secrets = [kept.values[name] for name in MADE if name in kept.values]
    assert len(secrets) >= len(MADE) - 1
    assert not [one for one in secrets if one in said]


async def test_a_second_run_makes_nothing_and_changes_no_value(vendors: Vendors) -> None:
    kept = Kept()
    await make(vendors, kept)
    before, kept.said = dict(kept.values), []
    await make(vendors, kept)
    assert made(vendors) == ONCE
    assert kept.values == before
    assert all(line.endswith(": there already") for line in kept.said)


PLACES = [
    ("neon", "POST /api/v2/projects"),
    ("upstash", "POST /v2/redis/database"),
    ("vercel", "POST /v11/projects"),
    ("vercel", "POST /v10/projects/candor-staging/domains"),
    ("render", "POST /v1/projects"),
    ("render", "POST /v1/services"),
]
WIRE = ("cut", "html", "html-200", "429", "slow")


@pytest.mark.parametrize(
    ("vendor", "on", "mode"),
    [(*place, mode) for place in PLACES for mode in ("lost", "500")]
    + [(*PLACES[1], mode) for mode in WIRE],
)
async def test_what_fails_while_it_is_made_is_never_made_twice(
    unjudged: Vendors, vendor: str, on: str, mode: str
) -> None:
    kept = Kept()
    vendors = unjudged
    vendors.fault(vendor, mode, on)
    try:
        await make(vendors, kept)
    except VendorUnavailable as failure:
        assert vendor == failure.vendor
        assert mode not in ("lost", "429")
        await make(vendors, kept)
    assert made(vendors) == ONCE


async def test_killed_after_any_call_the_next_run_goes_on(unjudged: Vendors) -> None:
    vendors = unjudged
    await make(vendors, Kept())
    calls = len(vendors.calls)
    assert calls > 20
    for number in range(2, calls, 4):
        again = Vendors(judged=False)
        again.kill_after = number
        kept = Kept()
        with pytest.raises(Killed):
            await make(again, kept)
        again.kill_after = None
        await make(again, kept)
        assert made(again) == ONCE, number


async def test_a_project_that_never_gets_ready_is_not_used(unjudged: Vendors) -> None:
    vendors = unjudged
    vendors.neon_account.fates.add("project", Fate("running", Ending.STICKS))
    kept = Kept()
    with pytest.raises(VendorUnavailable, match="is running after 300 s"):
        await make(vendors, kept)
    assert "DATABASE_URL" not in kept.values
    assert made(vendors)["upstash"] == 0


async def test_an_unknown_state_is_no_success(unjudged: Vendors) -> None:
    vendors = unjudged
    vendors.neon_account.fates.add("project", Fate("running", Ending.UNKNOWN))
    with pytest.raises(VendorUnavailable, match="is contemplating after 300 s"):
        await make(vendors, Kept())


async def test_a_failed_project_says_what_to_do(unjudged: Vendors) -> None:
    vendors = unjudged
    vendors.neon_account.fates.add("project", Fate("running", Ending.FAILS))
    with pytest.raises(InvalidInput, match="destroy the environment and make it anew"):
        await make(vendors, Kept())


async def test_two_things_of_one_name_are_refused(unjudged: Vendors) -> None:
    vendors = unjudged
    for _ in range(2):
        await vendors.neon.create("candor-staging", "aws-us-east-1", 17)
    with pytest.raises(CandorError, match="there are 2 projects named candor-staging"):
        await make(vendors, Kept())


async def test_services_are_told_their_values_and_where_the_others_are(unjudged: Vendors) -> None:
    vendors, kept = unjudged, Kept()
    await make(vendors, kept)
    told = {one.name: one.environment for one in vendors.workspace.services()}
    prometheus = told["candor-prometheus-staging"]
    assert prometheus["ALERTMANAGER_ADDRESS"] == "candor-alertmanager-staging:9093"
    assert prometheus["METRICS_TOKEN"] == kept.values["METRICS_TOKEN"]
    assert told["candor-watcher-staging"]["CANDOR_URL"] == "https://staging.candor.example"
    secret = kept.values["PROMETHEUS_PASSWORD"]
    assert told["candor-grafana-staging"]["PROMETHEUS_PASSWORD"] == secret
    assert told["candor-tick-staging"]["CRON_SECRET"] == kept.values["CRON_SECRET"]
    assert [one.auto_deploy for one in vendors.workspace.services()] == ["no"] * SERVICES
