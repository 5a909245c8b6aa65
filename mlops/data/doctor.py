"""`candor data doctor`: gaps, venues, revisions and quarantines of a world, for a person."""

from functions.adapters.exchanges.kraken import HOURS_MAX as KRAKEN_HOURS_MAX
from functions.adapters.postgres.candle_report import CandleReport, Hole
from functions.domain.units import HOUR
from mlops.terminal import Terminal

HOLES_SHOWN = 10
_TIME = "%Y-%m-%d %H:00"


def examine(report: CandleReport, terminal: Terminal) -> bool:
    """Say what there is to say of the candles; whether every hour is there."""
    venues, rules, holes = report.venues(), report.rules(), report.holes()
    if not venues:
        terminal.say("No venue has told anything yet; /api/v1/status says which do not answer.")
        return True
    terminal.table(
        ("venue", "hours", "from", "newest", "revised", "not heard"),
        [
            (
                one.venue,
                str(one.hours),
                one.first.strftime(_TIME),
                one.newest.strftime(_TIME),
                str(one.revisions),
                str(one.quarantined),
            )
            for one in venues
        ],
    )
    if any(one.venue == "kraken" for one in venues):
        terminal.say(f"kraken tells its newest {KRAKEN_HOURS_MAX} hours only.")
    terminal.say("")
    terminal.table(
        ("settled by rule", "of venues", "hours", "revised"),
        [
            (str(one.rule_version), str(one.venues), str(one.hours), str(one.revised))
            for one in rules
        ],
    )
    _say_quarantines(report, terminal)
    _say_holes(holes, terminal)
    return not holes


def _say_quarantines(report: CandleReport, terminal: Terminal) -> None:
    quarantines = report.quarantines()
    if not quarantines:
        return
    terminal.say("")
    terminal.table(
        ("not heard", "for", "hours", "last for", "then"),
        [
            (one.venue, one.kind, str(one.hours), one.newest.strftime(_TIME), one.reason)
            for one in quarantines
        ],
    )


def _say_holes(holes: list[Hole], terminal: Terminal) -> None:
    terminal.say("")
    missing = sum((hole.opens_until - hole.opens_from) // HOUR for hole in holes)
    terminal.say(f"{missing} hours missing in {len(holes)} gaps")
    for hole in holes[-HOLES_SHOWN:]:
        hours = (hole.opens_until - hole.opens_from) // HOUR
        terminal.say(f"  gap: {hours} h from {hole.opens_from.strftime(_TIME)}")
    if len(holes) > HOLES_SHOWN:
        terminal.say(f"  … and {len(holes) - HOLES_SHOWN} older ones")
