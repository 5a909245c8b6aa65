"""The report of a backtest: one HTML file that needs nothing else, light and dark."""

from collections.abc import Sequence
from html import escape

from functions.domain.horizon import Horizon
from functions.domain.units import instant_text
from mlops.backtest import charts
from mlops.backtest.backtest import Backtest
from mlops.backtest.table import COMPARED, SHARES, cells, measure, years
from mlops.training.chart import STYLE

PAGE_STYLE = """
:root{color-scheme:light dark;--bg:#fff;--text:#1b1d22;--soft:#5b616d;--rule:#e3e5ea}
@media (prefers-color-scheme:dark){:root{--bg:#14161a;--text:#eceef2;--soft:#9aa1ad;
--rule:#2c3038}}
body{margin:0;background:var(--bg);color:var(--text);font:15px/1.5 system-ui,sans-serif}
main{max-width:1180px;margin:0 auto;padding:24px 16px 64px}
h1{font-size:24px;line-height:1.25;margin:0 0 4px}h2{font-size:19px;margin:40px 0 4px}
p{margin:4px 0 12px;max-width:46em;color:var(--soft)}
.charts{display:grid;gap:20px 24px;
grid-template-columns:repeat(auto-fill,minmax(min(100%,320px),1fr))}
.scroll{overflow-x:auto;margin:12px 0}
table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:13px}
th,td{padding:5px 14px 5px 0;text-align:right;white-space:nowrap;
border-bottom:1px solid var(--rule)}
th:first-child,td:first-child{text-align:left}th{color:var(--soft);font-weight:500}
td small{display:block;color:var(--soft);font-size:11px}
.legend{display:flex;flex-wrap:wrap;gap:4px 18px;margin:0 0 12px;padding:0;list-style:none;
font-size:13px;color:var(--soft)}
.legend svg.chart{display:inline-block;width:20px;height:8px;margin-right:6px}
"""

Cells = list[str] | None
READING = (
    "Mean pinball loss as a ratio to each baseline’s, below 1 is better; then the share of outcomes"
    " inside the central intervals and the R² of the log realised variance. In brackets, and as"
    " shades and whiskers below: 95 % intervals by block bootstrap, as the public record has them."
    " p: how likely a difference in loss as large would come by chance (Diebold–Mariano)."
    " P(up): its Brier skill against one half, above 0 is better."
)
FANS = (
    "Shades: where the price was expected in 50, 80 and 95 of 100 cases, from what was known at"
    " the start. Line: where it went."
)


def report_html(test: Backtest) -> str:
    """The page; the same backtest gives the same bytes."""
    name, evaluation = escape(test.model.name), test.evaluation
    left_out = f"; {test.skipped:,} more lacked candles before them" if test.skipped else ""
    head = (
        f"{len(test.walk.cutoffs):,} hourly cutoffs from {instant_text(evaluation.start)} to"
        f" {instant_text(evaluation.end)}{left_out}. Refitted {evaluation.refit}, each time on what"
        f" was known then and nothing later. Candles <code>{test.dataset.digest[:19]}…</code>"
    )
    whole: list[tuple[str, Cells]] = []
    for horizon in Horizon:
        row = measure(test, horizon)
        whole.append((horizon.value, None if row is None else cells(row)))
    parts = [
        f"<h1>Backtest of {name}</h1><p>{head}</p>",
        _table("horizon", whole),
        f"<p>{READING}</p>",
        *_weeks(test),
    ]
    for horizon in Horizon:
        parts += _horizon(test, horizon)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>Backtest of {name}</title><style>{PAGE_STYLE}{STYLE}</style></head>"
        f"<body><main>{''.join(parts)}</main></body></html>\n"
    )


def _weeks(test: Backtest) -> list[str]:
    drawn = charts.fans(test)
    if not drawn:
        return []
    return [
        "<h2>Three weeks as they were forecast</h2>",
        f"<p>{FANS}</p>",
        f'<div class="charts">{"".join(chart.svg() for chart in drawn)}</div>',
    ]


def _horizon(test: Backtest, horizon: Horizon) -> list[str]:
    if not len(test.evaluation.forecasts[horizon].cutoffs):
        return [f"<h2>{horizon}</h2><p>No outcome is known yet.</p>"]
    drawn = [
        draw(test, horizon)
        for draw in (
            charts.skill, charts.pit, charts.reliability, charts.terciles, charts.windows,
        )
    ]  # fmt: skip
    by_year: list[tuple[str, Cells]] = []
    for year, start, end in years(test):
        row = measure(test, horizon, start, end)
        by_year.append((year, None if row is None else cells(row)))
    return [
        f"<h2>{horizon}</h2>",
        _legend(),
        f'<div class="charts">{"".join(chart.svg() for chart in drawn)}</div>',
        _table("year", by_year),
    ]


def _legend() -> str:
    lines = "".join(
        f'<li><svg class="chart" viewBox="0 0 20 8" aria-hidden="true">'
        f'<polyline class="c{count}" points="0,4 20,4"/></svg>against {escape(name)}</li>'
        for count, name in enumerate(COMPARED)
    )
    return f'<ul class="legend">{lines}</ul>'


def _table(first: str, rows: Sequence[tuple[str, Cells]]) -> str:
    head = (first, "forecasts", *(f"÷ {name}" for name in COMPARED),
            *(f"{share} %" for share in SHARES), "R²", "P(up)")  # fmt: skip
    lines = [
        "<tr>" + "".join(f"<td>{_broken(one)}</td>" for one in (name, *found)) + "</tr>"
        for name, found in rows
        if found is not None
    ]
    heads = "".join(f'<th scope="col">{escape(one)}</th>' for one in head)
    return f'<div class="scroll"><table><tr>{heads}</tr>{"".join(lines)}</table></div>'


def _broken(cell: str) -> str:
    """An interval stands small under its value."""
    value, bracket, rest = cell.partition(" (")
    return f"{escape(value)}<small>({escape(rest)}</small>" if bracket else escape(cell)
