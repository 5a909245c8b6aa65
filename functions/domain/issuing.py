"""What is put on record for the slots of one cutoff: the one way from candles to records."""

from collections.abc import Sequence

from functions.domain.candle import Candle
from functions.domain.horizon import Slot
from functions.domain.model import Artifact, forecast_all
from functions.domain.record import Issue, ModelRef, forecast_record, input_digest
from functions.domain.world import World


def issue_records(
    world: World,
    slots: Sequence[Slot],
    model: ModelRef,
    artifact: Artifact,
    window: Sequence[Candle],
    code_version: str,
) -> dict[Slot, bytes]:
    """The record of each slot, all of one cutoff, issued at the world's now.

    The window ascends and ends with the candle that closes at the cutoff. Raises
    InsufficientData where `features` does.
    """
    horizons = tuple(slot.horizon for slot in slots)
    forecasts = forecast_all(artifact, window, slots[0].cutoff, horizons)
    digest = input_digest(window)
    return {
        slot: forecast_record(
            world,
            slot,
            Issue(
                issued_at=world.clock.now,
                reference_price=window[-1].close,
                forecast=forecasts[slot.horizon].model,
                baselines=forecasts[slot.horizon].baselines,
                model=model,
                input_digest=digest,
                code_version=code_version,
                extreme=forecasts[slot.horizon].extreme,
                regime=forecasts[slot.horizon].regime,
            ),
        )
        for slot in slots
    }
