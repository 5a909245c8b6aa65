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
    quorum: int,
) -> list[str]:
    """A sentence for each of the newest unsettled hours, and how many more there are."""
    aside = {(one.open_time, one.venue): one.reason for one in quarantined}
    sentences = [
        f"no candle for the hour from {instant_text(hour)}: "
        + _said(
            [venue for venue in sorted(observed) if hour in observed[venue]],
            {venue: reason for (at, venue), reason in sorted(aside.items()) if at == hour},
            quorum,
        )
        for hour in unsettled[:HOURS_NAMED_MAX]
    ]
    if len(unsettled) > HOURS_NAMED_MAX:
        sentences.append(f"and for {len(unsettled) - HOURS_NAMED_MAX} hours before")
    return sentences


def _said(venues: Collection[str], aside: dict[str, str], quorum: int) -> str:
    if not venues:
        return "no venue has told it"
    heard = [venue for venue in venues if venue not in aside]
    said = f"{len(heard)} of {quorum} venues needed ({', '.join(heard) or 'none'})"
    return said + "".join(f"; {venue} is not heard: {reason}" for venue, reason in aside.items())
