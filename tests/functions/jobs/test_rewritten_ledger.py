"""The database's owner rewrites the ledger for real: status, job and witness all notice."""

from dataclasses import replace
from typing import Any

import httpx
import psycopg
import pytest

from functions.app import create_app
from functions.bootstrap import Bootstrapped
from functions.domain.errors import LedgerForked
from functions.domain.ledger import LedgerHead, leaf_hash
from functions.jobs.checkpoint import checkpoint
from functions.jobs.ingest import ingest
from functions.jobs.issue import issue
from functions.jobs.measure import measure
from functions.ports.services import Services
from functions.queries.shelf import Shelf
from mlops.ledger.site import Site
from mlops.ledger.witness import Unsigned, witness
from tests.conftest import Database
from tests.fakes.cache import FakeCache
from tests.fakes.meter import FakeMeter
from tests.functions.jobs.rig import Rig
from tests.mlops.ledger.ledgers import SIGNER
from tests.mlops.ledger.ledgers import Shelf as Files

SIGNED = 9
"""Four schedules, a promotion, and the first hour's four forecasts."""


def put_triggers_back(owner: psycopg.Connection) -> None:
    """As if nothing had happened."""
    owner.execute("ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER append_only")
    owner.execute("ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER ledger_has_no_gap")


def rewrite(owner_url: str, index: int) -> None:
    """Change a forecast and make the whole ledger fit it again, as the tables' owner can."""
    with psycopg.connect(owner_url) as owner:
        owner.execute("ALTER TABLE ledger_entry DISABLE TRIGGER USER")
        rows = owner.execute("SELECT index, body FROM ledger_entry ORDER BY index").fetchall()
        head = LedgerHead()
        for at, body in rows:
            changed = body.replace(b'"p_up":"0.', b'"p_up":"1.') if at == index else body
            assert (changed != body) == (at == index)
            head = head.append(leaf_hash(changed))
            owner.execute(
                "UPDATE ledger_entry SET body = %s, leaf_hash = %s, frontier = %s WHERE index = %s",
                [changed, leaf_hash(changed), list(head.frontier), at],
            )
        put_triggers_back(owner)


def reader_of(services: Services) -> httpx.AsyncClient:
    """A reader of the API as a fresh process serves it, with nothing on its shelf."""

    async def close() -> None:
        """The rig owns what is open."""

    shelf = Shelf(FakeCache(), services.clock)
    app = create_app(Bootstrapped(services, shelf, "", "test", close))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://candor.test")


async def status_of(services: Services) -> dict[str, Any]:
    """What /api/v1/status says now."""
    async with reader_of(services) as reader:
        found: dict[str, Any] = (await reader.get("/api/v1/status")).json()
    return found


async def look(services: Services, files: Files) -> int:
    """One look of the witness; the size it keeps."""
    async with reader_of(services) as reader:
        return (await witness(Site(reader), files, SIGNER.verifier)).checkpoint.size


async def signed_rig(rig: Rig) -> Services:
    """The rig's services with a key, after an hour whose forecasts are signed."""
    services = replace(rig.services, note_signer=SIGNER)
    await rig.ready()
    await grow(rig, services, 0)
    assert (await checkpoint(services)).signed == SIGNED
    return services


async def grow(rig: Rig, services: Services, hours: int) -> None:
    """Ingest and issue a minute after so many hours."""
    rig.at(hours=hours, minutes=1)
    await ingest(services)
    await issue(services)


async def test_status_job_and_witness_notice_that_the_owner_rewrote_a_forecast(
    real_rig: Rig, database: Database
) -> None:
    services, files = await signed_rig(real_rig), Files()
    assert await look(services, files) == SIGNED
    before = await status_of(services)
    assert (before["health"], before["degraded_because"]) == ("ok", [])
    assert before["checkpoint"]["holds"] is True
    rewrite(database.owner_url, SIGNED - 2)
    reason = f"the ledger is not what was signed at size {SIGNED}"
    for hours in (0, 1):  # at once, and when it has grown on
        await grow(real_rig, services, hours)
        after = await status_of(services)
        assert (after["health"], after["degraded_because"]) == ("degraded", [reason])
        assert (after["checkpoint"]["size"], after["checkpoint"]["holds"]) == (SIGNED, False)
        with pytest.raises(LedgerForked, match=f"not what was signed at size {SIGNED}"):
            await look(services, files)
    assert after["ledger_size"] > SIGNED
    with pytest.raises(LedgerForked):
        await checkpoint(services)
    refused = {name.split(".")[0] for name in files.kept if name.startswith("refused/")}
    assert refused == {f"refused/{SIGNED}", f"refused/{after['ledger_size']}"}
    meter = FakeMeter()
    await measure(replace(services, meter=meter))
    assert meter.values["candor_ledger_holds", ()] == 0


async def test_status_and_witness_notice_a_ledger_that_is_no_longer_signed(real_rig: Rig) -> None:
    services, files = await signed_rig(real_rig), Files()
    for hours in (1, 2, 3):
        await grow(real_rig, services, hours)
    assert (await status_of(services))["health"] == "ok"
    assert await look(services, files) == SIGNED
    await grow(real_rig, services, 4)
    waits = f"entries from {SIGNED} on wait for a signed checkpoint since 2024-01-15T01:01:00Z"
    assert (await status_of(services))["degraded_because"] == [waits]
    with pytest.raises(Unsigned, match="grows and is not signed"):
        await look(services, files)
    await checkpoint(services)
    assert (await status_of(services))["health"] == "ok"
    assert await look(services, files) > SIGNED


async def test_a_checkpoint_that_was_made_unreadable_is_said_by_the_status(
    real_rig: Rig, database: Database
) -> None:
    services = await signed_rig(real_rig)
    with psycopg.connect(database.owner_url) as owner:
        owner.execute("ALTER TABLE checkpoint DISABLE TRIGGER USER")
        owner.execute("UPDATE checkpoint SET note = E'x\\n' || size || E'\\nx\\n'")
        owner.execute("ALTER TABLE checkpoint ENABLE TRIGGER USER")
    said = await status_of(services)
    assert said["degraded_because"] == [f"the ledger is not what was signed at size {SIGNED}"]


async def test_a_ledger_that_lost_entries_is_said_by_the_status(
    real_rig: Rig, database: Database
) -> None:
    services = await signed_rig(real_rig)
    with psycopg.connect(database.owner_url) as owner:
        owner.execute("SET LOCAL session_replication_role = replica")  # no foreign keys either
        owner.execute("ALTER TABLE ledger_entry DISABLE TRIGGER USER")
        owner.execute("DELETE FROM ledger_entry WHERE index = %s", [SIGNED - 1])
        put_triggers_back(owner)
    said = (await status_of(services))["degraded_because"]
    assert said == [f"the ledger has {SIGNED - 1} entries, and {SIGNED} of it were signed"]


async def test_where_nobody_signs_nothing_waits_and_before_the_first_checkpoint_it_does(
    rig: Rig,
) -> None:
    await rig.ready()
    for hours in (0, 1, 2):
        await grow(rig, rig.services, hours)
    unsigned = await status_of(rig.services)
    assert (unsigned["health"], unsigned["checkpoint"]) == ("ok", None)
    keyed = await status_of(replace(rig.services, note_signer=SIGNER))
    assert [one[:24] for one in keyed["degraded_because"]] == ["entries from 0 on wait f"]
