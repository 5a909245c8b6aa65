"""Tells a person what preparing and replaying do: a bar in a terminal, plain lines elsewhere."""

from collections.abc import Sequence
from datetime import datetime

from functions.jobs.ingest import IngestReport
from mlops.replay.drive import Driven
from mlops.replay.opening import Opening
from mlops.terminal import Terminal
from mlops.training.deliver import Delivery
from mlops.training.report import say_delivered, say_trained
from mlops.training.train import TrainReport

REJECTIONS_SHOWN = 20
GAPS_SHOWN = 5


class Narration:
    """mlops.replay.prepare.Narrator on a terminal."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._bar = terminal.bar()

    def step(self, title: str) -> None:
        """A step begins."""
        self._terminal.say(f"{title} …")
        self._bar = self._terminal.bar()

    def share(self, detail: str, share: float) -> None:
        """How much of the step is done."""
        self._bar.show(detail, share)

    def opened(self, opening: Opening) -> None:
        """The world was opened."""
        missing = sum(gap.hours for gap in opening.gaps)
        self._terminal.say(
            f"  {opening.candles} hourly candles; {missing} hours missing in"
            f" {len(opening.gaps)} gaps; {len(opening.rejected)} rows put aside"
        )
        for row in opening.rejected[:REJECTIONS_SHOWN]:
            self._terminal.say(f"  line {row.line}: {row.reason}: {row.row}")
        _more(self._terminal, opening.rejected, REJECTIONS_SHOWN, "rows")
        for gap in opening.gaps[:GAPS_SHOWN]:
            self._terminal.say(
                f"  gap after line {gap.after_line}: {gap.hours} h from {gap.start:%Y-%m-%d %H:00}"
            )
        _more(self._terminal, opening.gaps, GAPS_SHOWN, "gaps")

    def ingested(self, report: IngestReport) -> None:
        """The candles known so far are stored."""
        until = f"{report.data_as_of:%d %b %Y %H:00} UTC" if report.data_as_of else "nothing yet"
        self._terminal.say(f"  {report.stored} hours stored, known until {until}")
        for venue, failure in report.failed_venues.items():
            reason = failure.removeprefix(f"{venue}: ")
            self._terminal.say(f"  {venue} did not help: {reason}")

    def trained(self, report: TrainReport) -> None:
        """A model was trained."""
        say_trained(self._terminal, report)

    def logged(self, delivery: Delivery) -> None:
        """MLflow was told of the training, or it waits."""
        say_delivered(self._terminal, delivery)

    def waiting(self, reason: str, seconds: float) -> None:
        """Too few candles yet."""
        self._terminal.say(f"  no model yet: {reason}; trying again in {seconds:.0f} s")

    def announced(self, first: datetime) -> None:
        """The first forecast is on its way."""
        self._terminal.say(
            f"The next forecasts come with the slot of {first:%d %b %Y %H:00} UTC, minutes after it"
        )

    def driven(self, driven: Driven) -> None:
        """Hours have passed."""
        pace = driven.hours / driven.seconds if driven.seconds else 0.0
        self._terminal.say(
            f"  {driven.hours} hours in {driven.seconds:.1f} s ({pace:.0f} hours per second);"
            f" the clock shows {driven.clock.now:%d %b %Y %H:00} UTC"
        )


def _more(terminal: Terminal, items: Sequence[object], shown: int, noun: str) -> None:
    if len(items) > shown:
        terminal.say(f"  … and {len(items) - shown} more {noun}")
