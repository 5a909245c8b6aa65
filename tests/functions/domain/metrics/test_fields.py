"""What is added to the aggregate's fields is what is read from them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.domain.metrics.catalogue import CATALOGUE
from functions.domain.metrics.fields import (
    MILLIONTHS,
    SEPARATOR,
    Histogram,
    added_by,
    bounds,
    field_of,
    read_fields,
)
from functions.domain.metrics.metric import Kind, Label, Metric

COLOUR = Label("colour", ("red", "green"))
SIZE = Label("size", ("small",))
DOORS = Metric("doors", Kind.COUNTER, "Doors.", (COLOUR, SIZE))
HEAT = Metric("heat_celsius", Kind.GAUGE, "Heat.", unit="celsius")
WAIT = Metric("wait_seconds", Kind.HISTOGRAM, "Wait.", (COLOUR,), "seconds", (0.1, 1.0, 2.5))
ALL = (DOORS, HEAT, WAIT)
RED = {"colour": "red"}


def test_a_field_names_the_metric_and_its_labels_in_their_order() -> None:
    assert field_of(DOORS, {"size": "small", "colour": "red"}) == "doors|red|small"
    assert field_of(HEAT, {}) == "heat_celsius"


def test_a_value_that_no_label_lists_is_other() -> None:
    assert field_of(DOORS, {"colour": "a|b", "size": "' OR 1"}) == "doors|other|other"


def test_all_labels_are_to_be_given() -> None:
    with pytest.raises(ValueError, match="doors has the labels colour, size"):
        field_of(DOORS, RED)


@pytest.mark.parametrize(
    ("value", "bound"),
    [(0.0, "0.1"), (0.1, "0.1"), (0.100001, "1.0"), (2.5, "2.5"), (2.6, "+Inf"), (1e9, "+Inf")],
)
def test_an_observation_falls_into_the_first_bucket_that_holds_it(value: float, bound: str) -> None:
    assert added_by(WAIT, value, RED) == {
        f"wait_seconds|red|{bound}": 1,
        "wait_seconds|red|sum": round(value * MILLIONTHS),
    }


@given(st.lists(st.floats(0, 1e6), min_size=1))
def test_observations_are_read_as_they_were_added(values: list[float]) -> None:
    fields: dict[str, int] = {}
    for value in values:
        for name, amount in added_by(WAIT, value, RED).items():
            fields[name] = fields.get(name, 0) + amount
    told = read_fields({name: str(total) for name, total in fields.items()}, ALL)
    histogram = told["wait_seconds"][("red",)]
    assert isinstance(histogram, Histogram)
    assert histogram.counts == (
        sum(value <= 0.1 for value in values),
        sum(0.1 < value <= 1.0 for value in values),
        sum(1.0 < value <= 2.5 for value in values),
        sum(value > 2.5 for value in values),
    )
    assert histogram.sum == pytest.approx(sum(values), abs=len(values) / MILLIONTHS)


def test_numbers_are_read_by_name_and_labels() -> None:
    fields = {"doors|red|small": "3", "doors|other|small": "4", "heat_celsius": "-1.5"}
    assert read_fields(fields, ALL) == {
        "doors": {("red", "small"): 3.0, ("other", "small"): 4.0},
        "heat_celsius": {(): -1.5},
    }


@pytest.mark.parametrize(
    "field",
    [
        "windows", "doors", "doors|red", "doors|red|small|x", "doors|blue|small", "heat_celsius|x",
        "wait_seconds", "wait_seconds|red", "wait_seconds|red|0.2", "wait_seconds|red|0.1|1.0",
        "", "|", "wait_seconds|blue|sum",
    ],
)  # fmt: skip
def test_what_another_version_left_is_passed_over(field: str) -> None:
    assert read_fields({field: "1", "doors|red|small": "2"}, ALL) == {
        "doors": {("red", "small"): 2.0}
    }


@pytest.mark.parametrize("text", ["", "x", "nan", "inf", "1,5"])
def test_what_is_no_number_is_passed_over(text: str) -> None:
    assert read_fields({"heat_celsius": text}, ALL) == {}


def test_no_metric_or_label_can_be_taken_for_another() -> None:
    for metric in CATALOGUE:
        assert SEPARATOR not in metric.name
        for label in metric.labels:
            assert not any(SEPARATOR in value for value in label.values)


def test_every_histogram_has_ascending_buckets_and_nothing_else_has_any() -> None:
    for metric in CATALOGUE:
        assert (metric.kind is Kind.HISTOGRAM) == bool(metric.buckets), metric.name
        assert list(metric.buckets) == sorted(set(metric.buckets)), metric.name
        assert [float(one) for one in bounds(metric)[:-1]] == list(metric.buckets)
