"""`measure`: counts in the database what the meter is to tell, so that a scrape need not."""

from dataclasses import dataclass

from functions.documents.figures import SKILL_DAYS, Figures, readings
from functions.ports.services import Services
from functions.queries.ledger_standing import ledger_standing


@dataclass(frozen=True, slots=True)
class MeasureReport:
    """What `measure` did: how many figures it told."""

    told: int


async def measure(services: Services) -> MeasureReport:
    """Tell the meter the figures of the record. Raises NotReady, VendorError."""
    figures = await _gather(services)
    found = readings(figures, services.clock.now())
    for one in found:
        services.meter.set(one.metric, one.value, **one.labels)
    return MeasureReport(len(found))


async def _gather(services: Services) -> Figures:
    world = await services.world.read()
    now = world.clock.now
    _, missing = await services.candles.count()
    standing, newest = await ledger_standing(services)
    champions = [one for one in await services.models.promotions() if one.role == "champion"]
    return Figures(
        world=world,
        footprint=await services.world.footprint(),
        missing_hours=missing,
        punctuality=await services.candles.punctuality(now),
        slots=await services.forecasts.slot_counts(now),
        days=await services.forecasts.scored_days(days_max=SKILL_DAYS),
        ledger_size=standing.size,
        holds=standing.holds,
        signed_at=newest.signed_at if newest else None,
        promoted_at=champions[0].recorded_at if champions else None,
    )
