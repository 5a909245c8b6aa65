"""A published forecast, and the bytes it was computed from, as they can be had today."""

from collections.abc import Sequence
from datetime import timedelta

from functions.documents.envelope import tagged
from functions.documents.reproduction import Reproduction, reproduction
from functions.domain.candle import Candle
from functions.domain.errors import NotFound, VendorRejected
from functions.domain.features import WINDOW_HOURS
from functions.domain.horizon import Slot
from functions.domain.input_window import cited_window
from functions.domain.record import input_bytes, input_digest, read_forecast_record
from functions.domain.reproduce import Evidence, model_of, reproduce
from functions.domain.world import World
from functions.ports.forecasts import SettledSlot
from functions.ports.services import Services
from functions.queries.deadline import within_deadline
from functions.queries.reads import Read, issued_forecast

INSTANT = timedelta(microseconds=1)
"""The step of PostgreSQL's time stamps."""


async def read_reproduction(services: Services, slot: Slot) -> tuple[Reproduction, World]:
    """The forecast computed anew. Raises NotFound for a slot without one, VendorError."""

    async def gather() -> tuple[World, SettledSlot, bytes | None, Sequence[Candle]]:
        world = await services.world.read()
        settled = await issued_forecast(services, slot)
        promotion = await _promotion(services, settled)
        return world, settled, promotion, await _window(services, settled)

    world, settled, promotion, window = await within_deadline(gather())
    artifact = await _artifact(services, settled)
    evidence = Evidence(
        slot, settled.body, settled.leaf_hash, promotion, artifact, input_bytes(window)
    )
    return reproduction(world, slot, reproduce(evidence)), world


async def read_input(services: Services, slot: Slot) -> Read:
    """The candles that the forecast read, as the bytes that its `input_digest` is of.

    Raises NotFound for a slot without a forecast, and where the candles on record no
    longer give that digest; VendorError.
    """

    async def gather() -> tuple[World, SettledSlot, Sequence[Candle]]:
        world = await services.world.read()
        settled = await issued_forecast(services, slot)
        return world, settled, await _window(services, settled)

    world, settled, window = await within_deadline(gather())
    published, actual = _published_input(settled), input_digest(window)
    if actual != published:
        raise NotFound(
            f"the candles known when {slot.id} was issued have digest {actual}, and its record"
            f" says {published}: the input it read cannot be had any more"
        )
    return tagged(input_bytes(window)), world


async def read_artifact(services: Services, slot: Slot) -> Read:
    """The model artifact that the forecast names by digest, byte for byte.

    Raises NotFound for a slot without a forecast, VendorError.
    """

    async def gather() -> tuple[World, SettledSlot]:
        return await services.world.read(), await issued_forecast(services, slot)

    world, settled = await within_deadline(gather())
    return tagged(await _artifact(services, settled)), world


async def _artifact(services: Services, settled: SettledSlot) -> bytes:
    """The bytes of the model; it is the store's failure, not the asker's, when it has none."""
    try:
        return await services.objects.get(model_of(settled.body).digest)
    except NotFound as missing:
        raise VendorRejected("artifacts", str(missing)) from missing


async def _promotion(services: Services, settled: SettledSlot) -> bytes | None:
    """The entry that had made the forecast's model champion before the forecast."""
    version = model_of(settled.body).version
    indexes = (
        promotion.ledger_index
        for promotion in await services.models.promotions()
        if promotion.role == "champion" and promotion.ref.version == version
    )
    index = next((index for index in indexes if index < settled.ledger_index), None)
    if index is None:
        return None
    [entry] = await services.ledger.page(index - 1, 1)
    return entry.body


async def _window(services: Services, settled: SettledSlot) -> Sequence[Candle]:
    """The candles as known when the forecast was issued; at that instant or just before it."""
    assert settled.issued_at is not None
    cutoff, published = settled.slot.cutoff, _published_input(settled)
    known = await services.candles.window(cutoff, WINDOW_HOURS, settled.issued_at)
    if input_digest(known) == published:
        return known
    before = await services.candles.window(cutoff, WINDOW_HOURS, settled.issued_at - INSTANT)
    return cited_window(known, before, published)


def _published_input(settled: SettledSlot) -> str:
    digest: str = read_forecast_record(settled.body).record["input_digest"]
    return digest
