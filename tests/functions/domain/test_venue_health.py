"""A missing hour is explained by what the venues said of it."""

from datetime import timedelta

from functions.domain.settlement import Quarantine
from functions.domain.units import HOUR
from functions.domain.venue_health import reasons, unsettled_hours
from tests.fakes.market import START, market

MARKET = market(30)
CLOSES_BY = START + 30 * HOUR
LAST = CLOSES_BY - HOUR
VENUES = ("kraken", "coinbase", "bitstamp")


def test_every_settled_hour_leaves_nothing_to_explain() -> None:
    assert unsettled_hours(MARKET, CLOSES_BY, 24) == []
    assert reasons([], {}, [], VENUES, 2) == []


def test_missing_hours_come_newest_first_those_at_the_end_included() -> None:
    present = [*MARKET[:20], *MARKET[21:29]]
    assert unsettled_hours(present, CLOSES_BY, 24) == [LAST, START + 20 * HOUR]
    assert unsettled_hours(present, CLOSES_BY, 5) == [LAST]


def test_it_is_said_who_spoke_who_was_not_heard_and_who_was_silent() -> None:
    said = {venue: {LAST: MARKET[-1]} for venue in ("kraken", "coinbase")}
    aside = [Quarantine("kraken", LAST, "stuck: again"), Quarantine("kraken", START, "old")]
    (sentence,) = reasons([LAST], said, aside, VENUES, 2)
    assert sentence == (
        "no candle for the hour from 2024-01-02T05:00:00Z: 1 of 2 venues needed (coinbase);"
        " kraken is not heard: stuck: again; not told by bitstamp"
    )


def test_silence_is_said_too_and_a_long_one_is_counted() -> None:
    hours = [LAST - timedelta(hours=back) for back in range(10)]
    *named, more = reasons(hours, {}, [], VENUES, 2)
    assert len(named) == 3
    assert named[0].endswith("05:00:00Z: no venue has told it (bitstamp, coinbase, kraken)")
    assert more == "and for 7 hours before"
