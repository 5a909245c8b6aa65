"""The newest price that is on record, with its source and its time: the page's `features/price`."""

from decimal import Decimal

from functions.documents.candles import Candles
from functions.documents.front.markup import element, text, time
from functions.documents.price import PriceDocument, PriceSource
from functions.documents.wording import exact_dollars, full_time
from functions.domain.units import HOUR, price_text


def price_on_record(candles: Candles) -> PriceDocument | None:
    """The close of the newest candle, as /api/v1/price gives it where no venue is asked."""
    if not candles.candles:
        return None
    newest = candles.candles[-1]
    closed_at = newest.open_time + HOUR
    price = price_text(Decimal(newest.close))
    return PriceDocument(
        mode=candles.mode,
        source=candles.source,
        data_as_of=candles.data_as_of,
        price=price,
        time=closed_at,
        origin="candle",
        sources=[PriceSource(name="settlement", price=price, time=closed_at)],
    )


def price_line(price: PriceDocument | None) -> str:
    """One line; empty where there is no price."""
    if price is None:
        return ""
    name = "Simulated price" if price.mode == "simulated" else "Bitcoin"
    source = f"close of the newest hourly candle, {full_time(price.time)}"
    return element(
        "p",
        f"<span>{text(name)}</span> <b>{exact_dollars(float(price.price))}</b>"
        f" {time(price.time, source)}",
        class_="price-now",
    )
