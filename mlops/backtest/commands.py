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
    _check_outputs(out, page, candles)

    terminal = Terminal()
    named = chosen.name if chosen.name == model else f"{model} ({chosen.name})"
    terminal.say(f"Backtest of {named} from {instant_text(first)} to {instant_text(last)}")
    dataset = read_candles(candles, SystemClock().now(), terminal)
    folder = None if no_cache else _cache_folder(terminal)
    test = backtest(
        dataset, chosen, first, last, terminal.bar().show,
        lambda known, panel: (
            always_make if folder is None else ForecastCache(folder, known, panel)
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


def _check_outputs(out: Path, page: Path, candles: list[Path]) -> None:
    """Before hours of work: InvalidInput for files that cannot be written, or should not be."""
    if page.resolve() == out.resolve():
        raise InvalidInput("the forecasts and the report go to one file; give two names")
    inputs = {path.resolve() for path in candles}
    for path in (out, page):
        if not path.parent.is_dir():
            raise InvalidInput(f"the folder {path.parent} is not there; make it first")
        if path.is_dir():
            raise InvalidInput(f"{path} is a folder; give the name of a file in it")
        if path.resolve() in inputs:
            raise InvalidInput(f"{path} is one of the candle files; write somewhere else")


def _cache_folder(terminal: Terminal) -> Path | None:
    """Where fits are remembered; None, with a word, where that cannot be written."""
    try:
        folder = CACHE.expanduser()
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.touch()
        probe.unlink()
    except (OSError, RuntimeError) as error:
        terminal.say(f"  nothing is remembered, as {CACHE} cannot be written ({error})")
        return None
    return folder
