"""The status adds up the horizons and shows the clock."""

from typing import Any

from functions.documents.components import ComponentCheck
from functions.documents.operation import Met, operation
from functions.documents.status import Dependency, StatusDocument
from functions.documents.status import status as full_status
from functions.domain.horizon import Horizon
from functions.ports.forecasts import Tally
from tests.functions.documents.settled import WORLD

NOTHING_KNOWN = operation(WORLD.clock.now, Met())


def status(*given: Any) -> StatusDocument:
    return full_status(*given, operation=NOTHING_KNOWN)


def tally(horizon: Horizon, issued: int, missed: int, unscored: int, scored: int) -> Tally:
    return Tally(horizon, issued, missed, unscored, scored, {}, {}, {}, (0,) * 10)


def test_counts_are_sums_over_all_horizons() -> None:
    tallies = [tally(Horizon.H1, 10, 1, 2, 7), tally(Horizon.D7, 100, 20, 30, 40)]
    document = status(WORLD, (500, 3), tallies, 131, [], [])
    assert (document.candles, document.missing_hours) == (500, 3)
    assert (document.issued, document.missed) == (110, 21)
    assert (document.matured_unscored, document.scored) == (32, 47)
    assert document.ledger_size == 131


def test_the_clock_shows_its_state() -> None:
    document = status(WORLD, (0, 0), [], 0, [], [])
    assert document.clock.state == "ended"
    assert document.clock.seconds_per_hour == 5.0


def test_a_dependency_that_is_lost_is_named() -> None:
    lost = Dependency(name="cache", ok=False, detail="does not answer")
    assert status(WORLD, (0, 0), [], 0, [], [lost]).dependencies == [lost]


def test_a_world_with_reasons_is_degraded_and_one_without_is_not() -> None:
    assert status(WORLD, (0, 0), [], 0, [], []).health == "ok"
    document = status(WORLD, (0, 0), [], 0, [], [], ["no candle"])
    assert (document.health, document.degraded_because) == ("degraded", ["no candle"])


def test_what_the_operation_has_lost_makes_the_health_degraded_after_what_is_behind() -> None:
    now = WORLD.clock.now
    live = [
        ComponentCheck(name=name, ok=False, detail="is gone", checked_at=now)
        for name in ("database", "cache", "venue kraken")
    ]
    lost = operation(now, Met(live=live))
    document = full_status(WORLD, (0, 0), [], 0, [], [], ["no candle"], operation=lost)
    assert (lost.state, document.health) == ("down", "degraded")
    assert document.degraded_because == ["no candle", "the database is down", "the cache is down"]
