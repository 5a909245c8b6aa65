"""The page at /embed/{horizon}: complete without a script, for a frame 360 to 1200 px wide."""

from datetime import datetime
from html import escape

from functions.documents.embed.style import Scheme, style
from functions.documents.embed.view import View
from functions.documents.embed.words import (
    ADVICE,
    first,
    gone,
    is_late,
    notices,
    price_name,
    price_source,
)
from functions.documents.fan.summary import previous_text
from functions.documents.forecast import Forecast
from functions.documents.horizons import HORIZON_FACTS
from functions.documents.sentence import chance_of
from functions.documents.wording import (
    MODE_LABELS,
    clock_time,
    day_and_month,
    exact_dollars,
    full_time,
)
from functions.domain.horizon import Horizon
from functions.domain.units import instant_text

SIZES = (("s", 336, 210), ("m", 490, 230), ("l", 740, 260), ("xl", 1020, 290))
"""In pixels; the stylesheet shows the one that fits, so that text stays as large as it should."""
ELSEWHERE = 'target="_blank" rel="noopener"'
"""A link leads out of the frame."""


def page(view: View, scheme: Scheme) -> str:
    """The newest forecast of a horizon in a page of its own."""
    forecast = view.forecast
    title = "Candor" if forecast is None else _title(view, forecast)
    content = f"{_top(view)}{_heading(view)}{_figure(view)}{_foot(view)}"
    return document(title, f"embed embed--{view.staleness}", content, style(scheme))


def problem_page(title: str, detail: str, trace_id: str, scheme: Scheme) -> str:
    """What stands in the frame when there is nothing else to show."""
    links = ", ".join(f'<a href="/embed/{one}">{HORIZON_FACTS[one].label}</a>' for one in Horizon)
    trace = f"<p>Trace id {escape(trace_id)}</p>" if trace_id else ""
    content = (
        f'<div class="top">{_wordmark("/")}</div><h1>{escape(title)}</h1>'
        f'<p class="more">{escape(detail)}</p>'
        f'<p class="more">Forecasts to embed: {links}.</p><footer>{trace}</footer>'
    )
    return document(f"{title} · Candor", "embed", content, style(scheme))


def document(title: str, classes: str, content: str, css: str) -> str:
    """A whole page around what stands in it."""
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title>"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="robots" content="noindex">'
        f"<style>{css}</style></head>"
        f'<body><main class="{classes}">{content}</main></body></html>\n'
    )


def _title(view: View, forecast: Forecast) -> str:
    if view.staleness == "gone":
        return "No current forecast · Candor"
    said = view.sentence(forecast)
    return f"{said.low}–{said.high} · {view.horizon} · Candor"


def _wordmark(address: str) -> str:
    return f'<a class="wordmark" href="{address}" {ELSEWHERE}>Candor</a>'


def _top(view: View) -> str:
    wordmark, price = _wordmark(f"/?horizon={view.horizon}"), view.price
    if price is None:
        return f'<div class="top">{wordmark}</div>'
    late = ' class="late"' if is_late(price, view.now) else ""
    return (
        f'<div class="top">{wordmark}<p>{price_name(price.mode)}'
        f" <b>{exact_dollars(float(price.price))}</b>"
        f' <time{late} datetime="{instant_text(price.time)}">'
        f"{price_source(price)}, {_unbroken(price.time)}"
        "</time></p></div>"
    )


def _heading(view: View) -> str:
    forecast = view.forecast
    if forecast is None or view.staleness == "gone":
        words = first(view) if forecast is None else gone(view, forecast)
        return f'<h1>{escape(words.title)}</h1><p class="more">{escape(words.more)}</p>'
    said, target = view.sentence(forecast), forecast.record.slot.target
    return (
        f'<h1>By <time datetime="{instant_text(target)}">{said.at}</time>'
        f" {chance_of(said.subject)} <b>{said.low}</b> and <b>{said.high}</b></h1>"
        f'<p class="more">{said.complement} {escape(said.direction)}</p>'
        + "".join(f'<p class="notice">{escape(one)}</p>' for one in notices(view, forecast))
    )


def _figure(view: View) -> str:
    drawn = "".join(
        f'<div class="fan-chart {name}">{fan}</div>'
        for name, width, height in SIZES
        if (fan := view.fan(width, height))
    )
    if not drawn:
        return ""
    keys = [("close", "hourly close")]
    if view.forecast is not None:
        keys += [("50", "50%"), ("80", "80%"), ("95", "95% of outcomes")]
    if view.previous is not None:
        keys.append(("previous", previous_text(view.horizon, view.previous)))
    legend = "".join(f'<span class="key key-{kind}">{text}</span>' for kind, text in keys)
    return f"<figure>{drawn}<figcaption>{legend}</figcaption></figure>"


def _foot(view: View) -> str:
    adjective = HORIZON_FACTS[view.horizon].adjective
    fared = f"How {adjective} forecasts have fared"
    record = f'<a href="/record?horizon={view.horizon}" {ELSEWHERE}>{fared}</a>'
    # Times, never ages: a CDN may keep what was said.
    said = [f"As of {_unbroken(view.now)}", record, ADVICE]
    if view.latest.mode != "live":
        said.insert(0, f"<b>{MODE_LABELS[view.latest.mode]}</b>")
    if view.forecast is not None:
        issued = view.forecast.record.issued_at
        said.insert(
            -3, f'<time datetime="{instant_text(issued)}">Issued {full_time(issued)}</time>'
        )
    return f"<footer>{''.join(f'<span>{one}</span>' for one in said)}</footer>"


def _unbroken(instant: datetime) -> str:
    """`18 Jul, 14:00 UTC` on one line."""
    return f"{day_and_month(instant)}, {clock_time(instant)} UTC".replace(" ", "\N{NO-BREAK SPACE}")
