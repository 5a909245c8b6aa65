"""The fan, its legend and its numbers: the page's `features/fan`."""

from math import expm1

from functions.documents.fan.previous import PreviousForecast, previous_forecast
from functions.documents.fan.summary import previous_text
from functions.documents.fan.svg import fan_svg
from functions.documents.forecast import ForecastRecord
from functions.documents.front.markup import cell, column, element, text
from functions.documents.front.reading import Reading
from functions.documents.horizons import HORIZON_FACTS
from functions.documents.shares import percent, signed_percent
from functions.documents.wording import exact_dollars, weekday_time

SIZES = {"narrow": (344, 280), "middle": (704, 380), "wide": (1040, 380)}
"""Drawn thrice, in pixels: nobody knows yet how wide the place is, and text must not be stretched.

The stylesheet shows the one that fits (`frontend/src/app/arriving.css`).
"""


def picture(reading: Reading) -> str:
    """The figure; empty where there is nothing to draw."""
    record = reading.record
    previous = (
        None if record is None else previous_forecast(reading.forecasts.forecasts, record.slot)
    )
    drawn = "".join(
        element("div", svg, class_=f"fan-chart__{name}")
        for name, size in SIZES.items()
        if (svg := _drawn(reading, record, previous, size))
    )
    if not drawn:
        return ""
    legend = element("figcaption", _legend(record, previous), class_="fan__legend")
    numbers = "" if record is None else _numbers(record)
    figure = element(
        "figure",
        element("div", drawn, class_="fan-chart fan-chart--arriving") + legend + numbers,
        class_="fan",
    )
    return element("div", figure, class_=f"forecast-fan forecast-fan--{reading.staleness}")


def _drawn(
    reading: Reading,
    record: ForecastRecord | None,
    previous: PreviousForecast | None,
    size: tuple[int, int],
) -> str:
    hours = HORIZON_FACTS[reading.horizon].history_hours
    return fan_svg(reading.candles.candles, record, previous, *size, hours)


def _legend(record: ForecastRecord | None, previous: PreviousForecast | None) -> str:
    keys = [("close", "hourly close, low to high")]
    if record is not None:
        keys += [
            ("median", "median"),
            ("50", "50%"),
            ("80", "80%"),
            ("95", "95% of outcomes"),
        ]
        if previous is not None:
            keys.append(("previous", previous_text(record.slot.horizon, previous)))
    said = "".join(
        element("span", text(name), class_=f"fan__key fan__key--{kind}") for kind, name in keys
    )
    if record is None:
        return said
    schematic = "Only the end of the fan is forecast; its shape between now and then is schematic."
    return said + element("span", schematic, class_="fan__schematic")


def _numbers(record: ForecastRecord) -> str:
    at = weekday_time(record.slot.target)
    rows = "".join(
        f"<tr>{element('th', percent(float(one.level)), scope='row')}"
        f"{cell(exact_dollars(float(one.price)))}"
        f"{cell(signed_percent(expm1(float(one.log_return))))}</tr>"
        for one in record.quantiles
    )
    head = (
        column("Chance below") + column("Price", is_number=True) + column("Change", is_number=True)
    )
    table = element(
        "table",
        f"<caption>Price at {at}: the chance that it ends below</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody>",
        class_="data",
    )
    return element(
        "details",
        "<summary>The numbers behind the picture</summary>"
        + element("div", table, class_="scroll"),
        class_="fan__numbers",
    )
