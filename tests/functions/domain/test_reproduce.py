"""A forecast follows from its artifact and its candles, and what does not follow is named."""

import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.domain.artifact import load_artifact
from functions.domain.candle import Candle
from functions.domain.canonical import canonical_json, sha256_digest
from functions.domain.errors import InvalidInput
from functions.domain.horizon import Horizon, Slot
from functions.domain.issuing import issue_records
from functions.domain.ledger import leaf_hash
from functions.domain.record import ModelRef, input_bytes, promotion_record
from functions.domain.reproduce import (
    TAKEN_AS_PUBLISHED,
    Evidence,
    first_difference,
    reproduce,
)
from functions.domain.units import HOUR
from functions.domain.world import World
from tests.fakes.artifact import artifact_document
from tests.fakes.market import market
from tests.worlds import CLOCK, SEEN, T0

CANDLES = market(400, seed=5)
WINDOW = CANDLES[:336]
RAW = canonical_json(artifact_document())
MODEL = ModelRef(3, sha256_digest(RAW))
NOW: World = replace(SEEN, clock=replace(CLOCK, now=T0))


def evidence(horizon: Horizon = Horizon.H24) -> Evidence:
    """Everything of one honest forecast."""
    slot = Slot(T0, horizon)
    artifact = load_artifact(RAW, MODEL.digest)
    [body] = issue_records(NOW, [slot], MODEL, artifact, WINDOW, "c0de").values()
    promotion = promotion_record(SEEN, MODEL, "champion", T0 - HOUR)
    return Evidence(slot, body, leaf_hash(body), promotion, RAW, input_bytes(WINDOW))


HONEST = evidence()


def rewritten(change: dict[str, Any]) -> Evidence:
    """Another record in its place, with the leaf hash that belongs to it."""
    body = canonical_json({**json.loads(HONEST.body), **change})
    return replace(HONEST, body=body, leaf_hash=leaf_hash(body))


def differing(given: Evidence) -> list[str]:
    return [step.name for step in reproduce(given) if not step.equal]


def leaves(value: Any, keys: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Where every value of a record stands."""
    match value:
        case dict():
            for key in value:
                yield from leaves(value[key], (*keys, key))
        case list():
            for place, item in enumerate(value):
                yield from leaves(item, (*keys, place))
        case _:
            yield keys


COMPUTED = [keys for keys in leaves(json.loads(HONEST.body)) if keys[0] not in TAKEN_AS_PUBLISHED]


@pytest.mark.parametrize("horizon", Horizon)
def test_an_honest_forecast_is_reproduced_to_the_byte(horizon: Horizon) -> None:
    steps = reproduce(evidence(horizon))
    assert first_difference(steps) is None
    assert len({step.name for step in steps}) == len(steps)
    names = [step.name for step in steps]
    assert names[:5] == ["leaf_hash", "promotion", "artifact_digest", "input_digest", "input_end"]
    assert names[-1] == "record"
    for name in (
        "reference_price", "quantiles[0.05].log_return", "quantiles[0.99].price", "mean.price",
        "p_up", "baselines.ewma[16]", "baselines.unconditional[0]", "slot.target",
    ):  # fmt: skip
        assert name in names


def test_every_value_that_can_be_computed_has_a_step() -> None:
    own_steps = 6  # the five before the values, and the record; the input's digest is one of them
    assert len(reproduce(HONEST)) == len(COMPUTED) - 1 + own_steps


@pytest.mark.parametrize("keys", COMPUTED, ids=lambda keys: ".".join(map(str, keys)))
def test_a_changed_value_of_the_record_is_named(keys: tuple[str | int, ...]) -> None:
    record = json.loads(HONEST.body)
    holder: Any = record
    for key in keys[:-1]:
        holder = holder[key]
    before = holder[keys[-1]]
    holder[keys[-1]] = before + 1 if isinstance(before, int) else f"{before}0"
    first, *others = differing(rewritten(record))
    name = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in keys)
    if keys[0] == "quantiles":  # they go by their level
        assert first.startswith("quantiles[")
        assert first.endswith(f".{keys[-1]}")
    else:
        assert first == name.removeprefix(".")
    assert others[-1] == "record"


@given(
    place=st.integers(0, len(WINDOW) - 1),
    field=st.sampled_from(["open", "high", "low", "close", "volume"]),
)
def test_a_candle_that_is_a_cent_off_is_another_input(place: int, field: str) -> None:
    candle = WINDOW[place]
    changed = replace(candle, **{field: getattr(candle, field) + Decimal("0.01")})
    window = [*WINDOW[:place], changed, *WINDOW[place + 1 :]]
    assert differing(replace(HONEST, window=input_bytes(window)))[0] == "input_digest"


def with_input(window: list[Candle]) -> Evidence:
    """A record that cites another input than its numbers come from."""
    raw = input_bytes(window)
    return replace(rewritten({"input_digest": sha256_digest(raw)}), window=raw)


def test_numbers_of_other_candles_than_the_cited_ones_are_named() -> None:
    last = WINDOW[-1]
    close = last.close + Decimal("0.01")
    moved = replace(last, close=close, high=max(last.high, close))
    assert differing(with_input([*WINDOW[:-1], moved]))[0] == "reference_price"
    tenfold = replace(WINDOW[-9], high=WINDOW[-9].high * 2)
    first = differing(with_input([*WINDOW[:-9], tenfold, *WINDOW[-8:]]))[0]
    assert first == "quantiles[0.01].log_return"


def test_an_input_that_knows_the_future_is_named() -> None:
    assert differing(with_input(CANDLES[1:337]))[0] == "input_end"
    assert differing(with_input(WINDOW[:-1])) == ["input_end", "record"]


def test_another_artifact_is_named_and_so_are_the_numbers_it_gives() -> None:
    document = artifact_document()
    document["horizons"]["24h"]["intercept"] = "-2.2"
    other = replace(HONEST, artifact=canonical_json(document))
    assert differing(other)[:2] == ["artifact_digest", "quantiles[0.01].log_return"]


@pytest.mark.parametrize("raw", [b"", b"{}", RAW[:-1], RAW.replace(b"stage-har", b"stage-hat")])
def test_bytes_that_are_no_artifact_compute_nothing(raw: bytes) -> None:
    steps = reproduce(replace(HONEST, artifact=raw))
    assert [step.name for step in steps if not step.equal] == ["artifact_digest", "record"]
    assert steps[-1].recomputed.startswith("cannot be computed: ")


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"[]", b"{}", b"7", b'[["2024-01-01T00:00:00Z"]]',
        b'[["2024-01-01T00:00:00Z","NaN","NaN","NaN","NaN","NaN"]]',
        b'[["2024-01-01T00:00:00Z","1","2","0","1","5"]]',
        b'[["2024-01-01T00:00:00Z","1.0","2","1","1","5"]]',
        b" " + HONEST.window,
        input_bytes(WINDOW[::-1]),
        b"[" * 100_000,
    ],
)  # fmt: skip
def test_bytes_that_are_no_candles_compute_nothing(raw: bytes) -> None:
    steps = reproduce(replace(HONEST, window=raw))
    assert [step.name for step in steps if not step.equal] == ["input_digest", "record"]
    assert steps[-1].recomputed.startswith("cannot be computed: ")


def test_a_body_that_is_not_the_entry_of_its_leaf_hash_is_named() -> None:
    record = json.loads(HONEST.body)
    for name in TAKEN_AS_PUBLISHED - {"model"}:
        value = {"mode": "live", "issued_at": "2024-01-15T00:01:00Z"}.get(name, "other")
        body = canonical_json({**record, name: value})
        assert differing(replace(HONEST, body=body)) == ["leaf_hash"]


@pytest.mark.parametrize(
    "entry",
    [
        None,
        b"no JSON",
        promotion_record(SEEN, replace(MODEL, version=2), "champion", T0),
        promotion_record(SEEN, replace(MODEL, digest="sha256:" + "0" * 64), "champion", T0),
        promotion_record(SEEN, MODEL, "challenger", T0),
    ],
)
def test_a_model_that_was_not_made_champion_is_named(entry: bytes | None) -> None:
    assert differing(replace(HONEST, promotion=entry)) == ["promotion"]


def test_a_field_that_only_one_record_has_is_named() -> None:
    assert differing(rewritten({"touch": {"up": "0.5"}})) == ["touch.up", "record"]
    assert differing(rewritten({"mean": {}}))[:2] == ["mean.log_return", "mean.price"]


def test_text_between_the_fields_is_seen_although_no_value_differs() -> None:
    body = json.dumps(json.loads(HONEST.body)).encode()
    spaced = replace(HONEST, body=body, leaf_hash=leaf_hash(body))
    assert differing(spaced) == ["record"]


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", HONEST.promotion, b"[" * 100_000])
def test_an_entry_that_is_no_forecast_is_refused(body: bytes) -> None:
    with pytest.raises(InvalidInput, match="no forecast record"):
        reproduce(replace(HONEST, body=body))
