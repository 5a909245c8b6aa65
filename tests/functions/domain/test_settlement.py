"""Which venues are heard: not the stuck, not the far, and stable coins in dollars."""

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.domain.candle import Candle
from functions.domain.settlement import (
    BASIS_HOURS,
    BASIS_HOURS_MIN,
    CONTEXT_HOURS,
    STUCK_HOURS,
    Settlement,
    in_dollars,
)
from functions.domain.units import HOUR
from tests.fakes.market import START, market

MARKET = market(40, seed=3)
LAST = MARKET[-1].open_time


def said(candles: Sequence[Candle]) -> dict[datetime, Candle]:
    return {one.open_time: one for one in candles}


def moved(candles: Sequence[Candle], log_ratio: float) -> list[Candle]:
    return [in_dollars(one, -log_ratio) for one in candles]


def stuck(candles: Sequence[Candle], since: int) -> list[Candle]:
    """The same candles until one of them repeats itself for ever."""
    return [
        one if place < since else replace(candles[since], open_time=one.open_time)
        for place, one in enumerate(candles)
    ]


def honest() -> dict[str, dict[datetime, Candle]]:
    return {name: said(moved(MARKET, step / 1e4)) for step, name in enumerate("abc")}


def test_venues_that_agree_settle_at_their_median() -> None:
    verdict = Settlement(honest(), (), 2).settle(LAST)
    assert verdict.quarantined == ()
    assert verdict.consensus is not None
    assert verdict.consensus.candle == moved(MARKET, 1e-4)[-1]
    assert verdict.consensus.venues == ("a", "b", "c")


def test_an_hour_nobody_spoke_of_has_no_candle() -> None:
    verdict = Settlement(honest(), (), 2).settle(LAST + HOUR)
    assert (verdict.consensus, verdict.quarantined) == (None, ())


def test_a_venue_that_repeats_itself_is_put_aside_at_the_third_time() -> None:
    observed = honest() | {"d": said(stuck(moved(MARKET, 2e-4), 30))}
    settlement = Settlement(observed, (), 2)
    for hour, is_stuck in ((30, False), (31, False), (30 + STUCK_HOURS - 1, True), (39, True)):
        verdict = settlement.settle(MARKET[hour].open_time)
        reasons = {one.venue: one.reason for one in verdict.quarantined}
        assert reasons.get("d", "").startswith("stuck") is is_stuck


def test_when_nobody_moves_nobody_is_stuck() -> None:
    observed = {name: said(stuck(MARKET, 30)) for name in "abc"}
    verdict = Settlement(observed, (), 2).settle(LAST)
    assert verdict.quarantined == ()
    assert verdict.consensus is not None


def test_a_lone_venue_is_believed_whatever_it_repeats() -> None:
    verdict = Settlement({"history": said(stuck(MARKET, 30))}, (), 1).settle(LAST)
    assert verdict.consensus is not None


@pytest.mark.parametrize("log_ratio", [-0.004, 0.0, 0.0009])
def test_a_stable_coins_basis_is_taken_out(log_ratio: float) -> None:
    observed = honest() | {"peg": said(moved(moved(MARKET, 1e-4), log_ratio))}
    settlement = Settlement(observed, ("peg",), 2)
    assert settlement.basis("peg", LAST) == pytest.approx(log_ratio, abs=1e-9)
    verdict = settlement.settle(LAST)
    assert verdict.consensus is not None
    assert "peg" in verdict.consensus.venues
    assert math.isclose(verdict.consensus.candle.close, MARKET[-1].close, rel_tol=2e-4)


def test_a_basis_is_of_the_hours_before_and_nothing_later() -> None:
    hour = MARKET[30].open_time
    until = {"a": said(MARKET[:30]), "peg": said(moved(MARKET[:30], 5e-4))}
    later = {"a": said(MARKET), "peg": said([*moved(MARKET[:30], 5e-4), *moved(MARKET[30:], 0.1)])}
    then = Settlement(until, ("peg",), 2).basis("peg", hour)
    assert then == Settlement(later, ("peg",), 2).basis("peg", hour)
    only = {venue: said(list(c.values())[30 - CONTEXT_HOURS :]) for venue, c in later.items()}
    assert then == Settlement(only, ("peg",), 2).basis("peg", hour)


def test_with_few_hours_to_compare_a_stable_coin_is_not_heard() -> None:
    observed = {"a": said(MARKET), "peg": said(MARKET)}
    settlement = Settlement(observed, ("peg",), 2)
    assert settlement.settle(START + (BASIS_HOURS_MIN - 1) * HOUR).consensus is None
    assert settlement.settle(START + BASIS_HOURS_MIN * HOUR).consensus is not None


def test_a_coin_that_lost_its_peg_is_put_aside() -> None:
    observed = honest() | {"peg": said(moved(MARKET, -0.1))}
    verdict = Settlement(observed, ("peg",), 2).settle(LAST)
    assert [(one.venue, one.reason[:6]) for one in verdict.quarantined] == [("peg", "basis:")]


def test_one_wild_hour_of_a_venue_does_not_move_the_basis() -> None:
    wild = said(moved(MARKET, 5e-4)) | said(moved(MARKET[25:26], 0.3))
    settlement = Settlement(honest() | {"peg": wild}, ("peg",), 2)
    assert settlement.basis("peg", LAST) == pytest.approx(4e-4, abs=1e-9)
    assert LAST - MARKET[25].open_time < BASIS_HOURS * HOUR


def test_dollars_keep_a_candle_possible_to_the_last_decimal() -> None:
    price = Decimal("61000.12345678")
    flat = Candle(START, price, price, price, price, Decimal(1))
    candle = in_dollars(flat, 0.00123456789)
    assert candle.open == candle.high == candle.low == candle.close


@given(st.permutations(["a", "b", "c", "stuck", "peg", "far"]))
def test_the_order_of_venues_does_not_matter(order: list[str]) -> None:
    everybody = honest() | {
        "stuck": said(stuck(MARKET, 30)),
        "peg": said(moved(MARKET, 5e-4)),
        "far": said(moved(MARKET, 0.2)),
    }
    verdict = Settlement({name: everybody[name] for name in order}, ("peg",), 2).settle(LAST)
    assert verdict == Settlement(everybody, ("peg",), 2).settle(LAST)
    assert [one.venue for one in verdict.quarantined] == ["far", "stuck"]


@given(st.floats(-0.9, 3.0), st.sampled_from(["a", "b", "c"]))
def test_one_liar_never_moves_the_settlement_out_of_the_honest_range(
    log_ratio: float, liar: str
) -> None:
    observed = honest()
    observed[liar] = said(moved(MARKET, log_ratio))
    verdict = Settlement(observed, (), 2).settle(LAST)
    assert verdict.consensus is not None
    for field in ("open", "high", "low", "close"):
        range_ = [getattr(candles[LAST], field) for n, candles in observed.items() if n != liar]
        assert min(range_) <= getattr(verdict.consensus.candle, field) <= max(range_)
