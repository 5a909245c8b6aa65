"""`candor backtest`."""

from pathlib import Path
from typing import Annotated

import typer

from functions.adapters.system import SystemClock
from functions.domain.errors import InvalidInput
from functions.domain.units import instant_text
from mlops.backtest.backtest import backtest, parse_utc
from mlops.backtest.cache import ForecastCache
from mlops.backtest.candles import read_candles
from mlops.backtest.forecast_file import forecast_csv
from mlops.backtest.report import report_html
from mlops.backtest.table import say_table
from mlops.local.whole_file import write_whole
from mlops.terminal import Terminal
from mlops.training.registry import MODELS, model_named
from mlops.training.walk_forward import always_make

CACHE = Path("~/.cache/candor/backtest")

app = typer.Typer()


@app.command("backtest")
def run(
    candles: Annotated[
        list[Path],
        typer.Option(help="CSV, CSV.gz or Parquet of hourly candles; give it again for more."),
    ],
    start: Annotated[str, typer.Option(help="First cutoff, ISO 8601, UTC.")],
    end: Annotated[str, typer.Option(help="Last cutoff, exclusive.")],
    out: Annotated[Path, typer.Option(help="Where the forecasts go, as CSV.")],
    model: Annotated[str, typer.Option(help=", ".join(MODELS))] = "champion",
    report: Annotated[
        Path | None, typer.Option(help="Where the report goes; beside the CSV by default.")
    ] = None,
    no_cache: Annotated[  # noqa: FBT002
        bool, typer.Option("--no-cache", help=f"Neither read nor write {CACHE}.")
    ] = False,
) -> None:
    """Forecast every hour of the past, each from what was known then."""
    chosen, first, last = model_named(model), parse_utc(start), parse_utc(end)
    page = report or out.with_suffix(".html")
    for path in (out, page):
        if not path.parent.is_dir():
            raise InvalidInput(f"the folder {path.parent} is not there; make it first")
    if page == out:
        raise InvalidInput("the forecasts and the report go to one file; give two names")

    terminal = Terminal()
    terminal.say(f"Backtest of {chosen.name} from {instant_text(first)} to {instant_text(last)}")
    dataset = read_candles(candles, SystemClock().now(), terminal)
    test = backtest(
        dataset, chosen, first, last, terminal.bar().show,
        lambda known, panel: (
            always_make if no_cache else ForecastCache(CACHE.expanduser(), known, panel)
        ),
    )  # fmt: skip

    write_whole(out, forecast_csv(test.panel, test.walk))
    write_whole(page, report_html(test))
    rows = 4 * len(test.walk.cutoffs)
    terminal.say(f"  {rows} forecasts in {out}, the report in {page}")
    if test.skipped:
        terminal.say(f"  {test.skipped} cutoffs lack candles before them and have no forecast")
    if test.evaluation.end < last:
        terminal.say(f"  the candles end at {instant_text(dataset.closed_at)}, before the end")
    say_table(terminal, test)
