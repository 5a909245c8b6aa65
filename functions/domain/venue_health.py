"""Why an hour has no settlement candle, in words."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from functions.domain.candle import Candle
from functions.domain.settlement import Observed, Quarantine
from functions.domain.units import HOUR, instant_text

HEALTH_HOURS = 24
"""How many of the newest closed hours a world is judged by."""

HOURS_NAMED_MAX = 3


def unsettled_hours(window: Sequence[Candle], closes_by: datetime, hours: int) -> list[datetime]:
    """Which of the `hours` up to `closes_by` have no settlement candle, newest first."""
    settled = {candle.open_time for candle in window}
    opens = (closes_by - back * HOUR for back in range(1, hours + 1))
    return [hour for hour in opens if hour not in settled]


def reasons(
    unsettled: Sequence[datetime],
    observed: Observed,
    quarantined: Iterable[Quarantine],
    venues: Collection[str],
    quorum: int,
) -> list[str]:
    """A sentence for each of the newest unsettled hours, and how many more there are.

    `venues` are all that are asked; those that have not told an hour are named.
    """
    aside = {(one.open_time, one.venue): one.reason for one in quarantined}
    sentences = [
        f"no candle for the hour from {instant_text(hour)}: "
        + _said(
            [venue for venue in sorted(observed) if hour in observed[venue]],
            [venue for venue in sorted(venues) if hour not in observed.get(venue, {})],
            {venue: reason for (at, venue), reason in sorted(aside.items()) if at == hour},
            quorum,
        )
        for hour in unsettled[:HOURS_NAMED_MAX]
    ]
    if len(unsettled) > HOURS_NAMED_MAX:
        sentences.append(f"and for {len(unsettled) - HOURS_NAMED_MAX} hours before")
    return sentences


def _said(
    told: Collection[str], silent: Collection[str], aside: dict[str, str], quorum: int
) -> str:
    if not told:
        return f"no venue has told it ({', '.join(silent)})"
    heard = [venue for venue in told if venue not in aside]
    said = f"{len(heard)} of {quorum} venues needed ({', '.join(heard) or 'none'})"
    said += "".join(f"; {venue} is not heard: {reason}" for venue, reason in aside.items())
    return said + (f"; not told by {', '.join(silent)}" if silent else "")
