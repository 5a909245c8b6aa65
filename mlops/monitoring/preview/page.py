"""All dashboards on one page that needs nothing else: no script, no picture, no server."""

from collections.abc import Iterator
from datetime import UTC, datetime
from html import escape
from urllib.parse import urlsplit

from functions.domain.units import instant_text
from mlops.monitoring.dashboards.alerts import WHAT_IS_WRONG
from mlops.monitoring.dashboards.every import DASHBOARDS
from mlops.monitoring.dashboards.panel import Dashboard
from mlops.monitoring.preview.answers import Answer, Span, ask_all, known_span
from mlops.monitoring.preview.prometheus import Prometheus
from mlops.monitoring.preview.shown import shown
from mlops.monitoring.preview.style import STYLE

HOURS = 24.0


def preview(
    prometheus_url: str, auth: tuple[str, str] | None = None, hours: float = HOURS
) -> str:  # fmt: skip
    """The page, from what Prometheus answers about the last hours.

    Raises VendorUnavailable or VendorRejected.
    """
    with Prometheus(prometheus_url, auth) as prometheus:
        span = known_span(prometheus, hours)
        return page(prometheus.url, span, ask_all(prometheus, DASHBOARDS, span))


def page(source: str, span: Span, answers: dict[str, tuple[Answer, ...]]) -> str:
    """The page of answers that are known."""
    every = [answer for each in answers.values() for answer in each]
    whole = sum(not answer.unanswered for answer in every)
    host = urlsplit(source).netloc.rpartition("@")[2]
    menu = "".join(f'<li><a href="#{one.uid}">{_name(one)}</a></li>' for one in DASHBOARDS)
    facts = (
        f"From {_instant(span.start)} to {_instant(span.end)}, all times in UTC, as Prometheus at"
        f" {escape(host)} answered. {whole} of {len(every)} panels have data."
    )
    parts = "".join(_dashboard(one, answers[one.uid]) for one in DASHBOARDS)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>Candor’s dashboards</title><style>{STYLE}</style></head><body><header>"
        f"<h1>Candor’s dashboards</h1><p>{facts}</p><p>Drawn without Grafana from the same"
        " definition that its dashboards are written from; this page does not change by itself."
        f"</p></header><nav><ul>{menu}</ul></nav><main>{parts}</main></body></html>\n"
    )


def _dashboard(dashboard: Dashboard, answers: tuple[Answer, ...]) -> str:
    return (
        f'<h2 id="{dashboard.uid}">{_name(dashboard)}</h2><p>{escape(dashboard.description)}</p>'
        f'<div class="grid-of">{"".join(_rows(dashboard, answers))}</div>'
    )


def _rows(dashboard: Dashboard, answers: tuple[Answer, ...]) -> Iterator[str]:
    """Rows as they are on the dashboard; what all have in common stands once on the page."""
    remaining = iter(answers)
    for row in dashboard.rows:
        of_row = [next(remaining) for _ in row.panels]
        if row is not WHAT_IS_WRONG or dashboard is DASHBOARDS[0]:
            yield f"<h3>{escape(row.title)}</h3>"
            yield from map(shown, of_row)


def _name(dashboard: Dashboard) -> str:
    words = dashboard.title.removeprefix("Candor: ")
    return escape(words[0].upper() + words[1:])


def _instant(when: float) -> str:
    return instant_text(datetime.fromtimestamp(when, UTC))
