"""`backfill`: one stretch of older hours, asked for once more; no scheduler triggers it."""

from datetime import datetime

from functions.domain.settlement import CONTEXT_HOURS
from functions.domain.units import HOUR
from functions.jobs.ingest import IngestReport, Known, ask, decide, pegged
from functions.ports.services import Services


async def backfill(services: Services, opens_from: datetime, closes_by: datetime) -> IngestReport:
    """Store what the venues say of the hours in a stretch and did not say before.

    A stretch that has every hour is left alone: nobody is asked. Raises VendorError for our
    own database.
    """
    world = await services.world.read()
    hours = max(0, (closes_by - opens_from) // HOUR)
    present = await services.candles.window(closes_by, hours, world.clock.now)
    if len(present) == hours:
        return IngestReport(0, 0, world.data_as_of, (), {}, 0, 0)
    known = Known(
        opens_from,
        await services.candles.newest_open(),
        frozenset(one.open_time for one in present),
        await services.candles.observed(opens_from - CONTEXT_HOURS * HOUR, closes_by),
    )
    failed: dict[str, str] = {}
    fresh = await ask(services, opens_from, min(closes_by, world.clock.now), hours, failed)
    decision = decide(known, fresh, pegged(services), services.quorum, None)
    aside = [one for verdict in decision.verdicts for one in verdict.quarantined]
    recorded = await services.candles.record(decision.observed, decision.agreed, aside)
    return IngestReport(
        recorded.new,
        recorded.revised,
        world.data_as_of,
        (),
        failed,
        len(decision.below_quorum),
        len(aside),
    )
