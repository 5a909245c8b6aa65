"""The consensus is a field-wise median, itself a possible candle, whatever the venues say."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.domain.candle import Candle, parse_candle
from functions.domain.errors import InsufficientData
from functions.domain.units import HOUR, decimal_text
from functions.domain.venue_consensus import RULE_VERSION, median_candle, outliers, venue_consensus

T = datetime(2025, 7, 17, tzinfo=UTC)


@st.composite
def valid_candles(draw: st.DrawFn) -> Candle:
    """Any candle that parse_candle takes, hostile ones included."""
    price = st.integers(1, 10**17)
    low, first, second, high = sorted(draw(st.lists(price, min_size=4, max_size=4)))
    opened, close = draw(st.permutations([first, second]))
    volume = draw(st.integers(0, 10**20))
    texts = [f"{Decimal(units).scaleb(-8):f}" for units in (opened, high, low, close, volume)]
    return parse_candle(T, texts)


observations = st.dictionaries(st.text(max_size=5), valid_candles(), min_size=1, max_size=7)


def outcome(observed: dict[str, Candle]) -> object:
    try:
        return venue_consensus(observed, quorum=1), outliers(observed)
    except InsufficientData as reason:
        return str(reason)


def flat(price: str, volume: str = "1") -> Candle:
    return parse_candle(T, [price, price, price, price, volume])


@given(observations)
def test_the_median_of_possible_candles_is_a_possible_candle(
    observed: dict[str, Candle],
) -> None:
    candle = median_candle(tuple(observed.values()))
    assert 0 < candle.low <= min(candle.open, candle.close)
    assert max(candle.open, candle.close) <= candle.high
    assert candle.volume >= 0


@given(observations)
def test_every_field_lies_among_what_the_venues_said(observed: dict[str, Candle]) -> None:
    candle = median_candle(tuple(observed.values()))
    for field in ("open", "high", "low", "close", "volume"):
        said = [getattr(one, field) for one in observed.values()]
        assert min(said) <= getattr(candle, field) <= max(said)


@given(observations)
def test_the_order_in_which_venues_answer_does_not_matter(observed: dict[str, Candle]) -> None:
    other_way = dict(reversed(observed.items()))
    assert outcome(other_way) == outcome(observed)


@given(valid_candles())
def test_one_venue_is_its_own_consensus(candle: Candle) -> None:
    assert venue_consensus({"only": candle}, quorum=1).candle == candle


@given(observations)
def test_a_consensus_survives_being_written_and_read(observed: dict[str, Candle]) -> None:
    candle = median_candle(tuple(observed.values()))
    for field in ("open", "high", "low", "close", "volume"):
        assert Decimal(decimal_text(getattr(candle, field))) == getattr(candle, field)


def test_one_venue_gone_mad_moves_nothing() -> None:
    sane = {"a": flat("100"), "b": flat("101")}
    assert venue_consensus({**sane, "mad": flat("999999999")}, quorum=2).candle == flat("100.5")
    assert venue_consensus({**sane, "mad": flat("0.01")}, quorum=2).candle == flat("100.5")


def test_between_two_venues_the_consensus_is_half_way() -> None:
    both = {"a": flat("100", "1"), "b": flat("101", "4")}
    assert venue_consensus(both, quorum=2).candle == flat("100.5", "2.5")


def test_it_names_its_rule_and_its_venues_in_order() -> None:
    consensus = venue_consensus({"b": flat("1"), "a": flat("1"), "c": flat("1")}, quorum=3)
    assert consensus.venues == ("a", "b", "c")
    assert consensus.rule_version == RULE_VERSION == 2


@pytest.mark.parametrize(("venues", "quorum"), [(0, 1), (1, 2), (2, 3)])
def test_below_the_quorum_there_is_no_consensus(venues: int, quorum: int) -> None:
    observed = {str(venue): flat("100") for venue in range(venues)}
    with pytest.raises(InsufficientData, match=f"{venues} of {quorum} venues"):
        venue_consensus(observed, quorum)


def test_candles_of_different_hours_have_no_consensus() -> None:
    later = parse_candle(T + HOUR, ["100", "100", "100", "100", "1"])
    with pytest.raises(ValueError, match="one hour"):
        venue_consensus({"a": flat("100"), "b": later}, quorum=2)


@st.composite
def agreeing(draw: st.DrawFn, venues: int) -> dict[str, Candle]:
    """Candles of venues whose every price lies within half a percent of the others'."""
    cents = st.integers(6_100_000, 6_130_000)
    candles = {}
    for venue in range(venues):
        low, first, second, high = sorted(draw(st.lists(cents, min_size=4, max_size=4)))
        opened, close = draw(st.permutations([first, second]))
        texts = [f"{number}e-2" for number in (opened, high, low, close)]
        candles[f"honest {venue}"] = parse_candle(T, [*texts, str(draw(st.integers(0, 99)))])
    return candles


@given(st.integers(2, 6).flatmap(agreeing), valid_candles())
def test_one_liar_never_moves_anything_out_of_the_honest_venues_range(
    honest: dict[str, Candle], lie: Candle
) -> None:
    candle = venue_consensus({**honest, "liar": lie}, quorum=2).candle
    for field in ("open", "high", "low", "close", "volume"):
        said = [getattr(one, field) for one in honest.values()]
        assert min(said) <= getattr(candle, field) <= max(said)


@given(st.integers(2, 6).flatmap(agreeing), valid_candles())
def test_no_venue_is_put_aside_for_what_another_says(
    honest: dict[str, Candle], lie: Candle
) -> None:
    assert set(outliers({**honest, "liar": lie})) <= {"liar"}


def test_two_venues_that_contradict_each_other_have_no_consensus() -> None:
    with pytest.raises(InsufficientData, match="0 of 2 venues"):
        venue_consensus({"a": flat("100"), "b": flat("103")}, quorum=2)


def test_two_camps_have_no_consensus_however_they_scatter() -> None:
    camps = {"a": flat("100"), "b": flat("100.1"), "c": flat("150"), "d": flat("150.1")}
    with pytest.raises(InsufficientData):
        venue_consensus(camps, quorum=2)


def test_on_a_wild_hour_venues_may_scatter_more_widely() -> None:
    wild = {"a": flat("100"), "b": flat("99.5"), "c": flat("100.6"), "d": flat("102.5")}
    assert outliers(wild) == {}
    calm = {"a": flat("100"), "b": flat("99.99"), "c": flat("100.01"), "d": flat("102.5")}
    assert outliers(calm) == {"d": "outlier: close 2.49% from the median of 4 venues"}
