"""A release whose secrets are not young and somebody's does not begin; what it tells is kept."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from functions.adapters.system import SystemClock
from functions.domain.errors import InvalidInput
from mlops.configuration.access import note_read
from mlops.release.declared.release import read_release
from mlops.release.preflight.secrets import secrets_against
from mlops.release.secrets.entry import Entry, Kind, fingerprint
from mlops.release.secrets.register import Register
from mlops.release.survey import survey
from tests.mlops.release.conducting import ENV, GIVEN, Stage
from tests.mlops.release.rig import NEW

OTHER = "Zx3Tq8Wz2Xc6Vb1Mk5Jh9Gd3Sa7Pl0RuYeIo"
POLICY = read_release().secrets


async def test_a_secret_that_was_changed_by_hand_stands_in_the_way(stage: Stage) -> None:
    stage.target = replace(stage.target, given={**GIVEN, "CRON_SECRET": OTHER})
    with pytest.raises(InvalidInput) as refused:
        (await stage.prepare()).approved()
    assert str(refused.value) == (
        "secrets: CRON_SECRET: not on record, so nobody knows the age; "
        "`candor secrets record CRON_SECRET --env staging --owner WHO`"
    )


async def test_one_that_is_too_old_stands_in_the_way(stage: Stage) -> None:
    now = SystemClock().now()
    kept = (fingerprint(ENV, "CLOUDINARY_URL", GIVEN["CLOUDINARY_URL"]),)
    since = now - timedelta(days=POLICY.age_days_max + 1)
    old = Entry(Kind.MADE, ("CLOUDINARY_URL",), "ada", "", now, kept, "ada", since)
    await Register(stage.target.log_url, ENV).add(old)
    [sentence] = await secrets_against(stage.target, POLICY)
    assert "`candor secrets rotate CLOUDINARY_URL --env staging`" in sentence


async def test_this_machines_secrets_are_nobodys_to_judge() -> None:
    assert await secrets_against(cast("Any", SimpleNamespace(is_local=True)), POLICY) == []


async def test_what_was_read_here_is_delivered(stage: Stage) -> None:
    note_read(ENV, GIVEN, ".env.staging")
    assert await secrets_against(stage.target, POLICY) == []
    newest = (await Register(stage.target.log_url, ENV).newest(limit=1))[0]
    assert (newest.kind, "CRON_SECRET" in newest.names) == (Kind.READ, True)


async def test_a_release_leaves_what_it_told_whom(stage: Stage) -> None:
    await stage.apply()
    entries = await Register(stage.target.log_url, ENV).entries()
    told = [one for one in entries if one.kind is Kind.TOLD]
    assert {one.purpose.rpartition(" ")[2] for one in told} == {"Vercel", "Render"}
    page = next(one for one in told if one.purpose.endswith("Vercel"))
    kept = dict(zip(page.names, page.fingerprints, strict=True))
    assert kept["CRON_SECRET"] == fingerprint(ENV, "CRON_SECRET", GIVEN["CRON_SECRET"])
    assert "DATABASE_OWNER_URL" not in kept


async def test_a_retired_secret_does_not_stay_on_render(stage: Stage) -> None:
    stage.rig.services[0].environment["METRICS_TOKEN_PREVIOUS"] = OTHER
    seen = await survey(stage.target, NEW)
    name = stage.rig.services[0].name
    after = seen.sets[seen.wanted.service_environments[name]]
    assert "METRICS_TOKEN_PREVIOUS" not in after
    # What only Render knows stays.
    assert "SECRET" in after
