"""Settings on Vercel are known by a seal, which every other hand breaks."""

import contextlib

import httpx
import pytest

from functions.domain.errors import InvalidInput, VendorUnavailable
from mlops.release.clients.api import Api
from mlops.release.clients.fingerprint import fingerprint
from mlops.release.clients.vercel_environment import SEAL, VercelEnvironment
from tests.mlops.release.rig import NEW_PAGE, OLD_PAGE, Killed, Rig

MINE = {"type": "encrypted", "target": ["production"]}


async def test_what_was_put_is_there_sealed_and_no_value_is_told_back(rig: Rig) -> None:
    assert await rig.environment.fingerprint(rig.site.id) == fingerprint(OLD_PAGE)
    await rig.environment.put(rig.site.id, NEW_PAGE)
    assert await rig.environment.fingerprint(rig.site.id) == fingerprint(NEW_PAGE)
    kept = rig.variables.values()
    assert {key: kept[key] for key in NEW_PAGE} == NEW_PAGE
    assert set(kept) == {*NEW_PAGE, SEAL}
    shown = {one["key"]: one["value"] for one in rig.variables.shown()}
    assert shown["METRICS_TOKEN"] == ""
    assert shown["VITE_CANDOR_ENV"] == "s"


async def test_what_is_no_longer_wanted_is_taken_away(rig: Rig) -> None:
    await rig.environment.put(rig.site.id, {"CANDOR_ENV": "staging"})
    assert set(rig.variables.values()) == {"CANDOR_ENV", SEAL}


@pytest.mark.parametrize("hand", ["changes", "adds", "removes"])
async def test_another_hand_breaks_the_seal_and_another_put_mends_it(rig: Rig, hand: str) -> None:
    rig.clock.advance(1)
    ids = {one["key"]: one["id"] for one in rig.variables.shown()}
    match hand:
        case "changes":
            rig.variables.write([{**MINE, "key": "CANDOR_ENV", "value": "else"}])
        case "adds":
            rig.variables.write([{**MINE, "key": "MORE", "value": "else"}])
        case _:
            rig.variables.remove(ids["CANDOR_ENV"])
    broken = await rig.environment.fingerprint(rig.site.id)
    assert broken != fingerprint(OLD_PAGE)
    assert await rig.environment.fingerprint(rig.site.id) == broken
    await rig.environment.put(rig.site.id, OLD_PAGE)
    assert await rig.environment.fingerprint(rig.site.id) == fingerprint(OLD_PAGE)


async def test_killed_anywhere_the_seal_says_what_is_there_or_is_missing(rig: Rig) -> None:
    seen = set()
    for after in range(1, 10):
        await rig.environment.put(rig.site.id, OLD_PAGE)
        rig.clock.advance(1)
        rig.kill_after = len(rig.calls) + after
        with contextlib.suppress(Killed):
            await rig.environment.put(rig.site.id, NEW_PAGE)
        rig.kill_after = None
        told = await rig.environment.fingerprint(rig.site.id)
        kept = {key: value for key, value in rig.variables.values().items() if key != SEAL}
        seen.add(told if told in (fingerprint(OLD_PAGE), fingerprint(NEW_PAGE)) else "broken")
        if told in (fingerprint(OLD_PAGE), fingerprint(NEW_PAGE)):
            assert fingerprint(kept) == told
    assert seen == {fingerprint(OLD_PAGE), fingerprint(NEW_PAGE), "broken"}


async def test_what_other_deployments_know_too_is_refused(rig: Rig) -> None:
    rig.variables.write(
        [{**MINE, "key": "BOTH", "value": "x", "target": ["production", "preview"]}]
    )
    with pytest.raises(InvalidInput, match="BOTH on Vercel: production shares it"):
        await rig.environment.put(rig.site.id, NEW_PAGE)
    assert "BOTH" in rig.variables.values()


async def test_what_an_integration_writes_stays_and_is_watched(rig: Rig) -> None:
    theirs = {**MINE, "key": "THEIRS", "configurationId": "icfg_1"}
    rig.variables.write([{**theirs, "value": "x"}])
    await rig.environment.put(rig.site.id, NEW_PAGE)
    assert rig.variables.values()["THEIRS"] == "x"
    assert await rig.environment.fingerprint(rig.site.id) == fingerprint(NEW_PAGE)
    rig.clock.advance(1)
    rig.variables.write([{**theirs, "value": "y"}])
    assert await rig.environment.fingerprint(rig.site.id) != fingerprint(NEW_PAGE)


async def test_what_only_previews_know_is_no_setting_of_production(rig: Rig) -> None:
    rig.clock.advance(1)
    rig.variables.write([{**MINE, "key": "MORE", "value": "x", "target": ["preview"]}])
    assert await rig.environment.fingerprint(rig.site.id) == fingerprint(OLD_PAGE)


async def test_variables_in_pages_are_a_form_that_is_not_known() -> None:
    page = {"envs": [], "pagination": {"count": 0, "next": 1, "prev": None}}
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=page))
    api = Api("vercel", "https://vercel.test", "t", transport=transport)
    with pytest.raises(VendorUnavailable, match=r"a form that is not known \(pagination.next\)"):
        await VercelEnvironment(api).fingerprint("prj_1")
