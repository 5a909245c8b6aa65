"""Which answers are believed, row by row."""

import asyncio
import json
import random

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.domain.candle import Candle
from functions.domain.errors import VendorRejected, VendorUnavailable
from tests.functions.adapters.exchanges.doubles import (
    HOUR,
    T0,
    WIRES,
    Json,
    body,
    market,
    rows_of,
    venue,
)

FEW = market(6)
HUGE = 10**400
EVERY_VENUE = pytest.mark.parametrize("name", list(WIRES))


async def given_body(name: str, document: Json, first: int = 0, hours: int = 6) -> list[Candle]:
    """What the adapter makes of a document as the answer for these hours."""
    text = document if isinstance(document, str) else json.dumps(document)
    exchange = venue(WIRES[name], lambda _: httpx.Response(200, text=text))
    opens_from = T0 + first * HOUR
    return list(await exchange.closed_candles(opens_from, opens_from + hours * HOUR, 100))


def spoilt(name: str, number: int, column: int, value: Json) -> Json:
    """A good answer but for one cell of one row, counted from the oldest."""
    document = body(name, FEW)
    rows = sorted(
        rows_of(name, document),
        key=lambda row: int(row[0] if name != "bitstamp" else row["timestamp"]),
    )
    place: Json = WIRES[name].columns[column]
    if column == 0 and isinstance(value, int) and value < HUGE:  # so many ticks too late
        value = str(int(rows[number][place]) + value)
    rows[number][place] = value
    return document


@given(name=st.sampled_from(list(WIRES)), seed=st.integers(), hours=st.integers(1, 40))
def test_the_order_of_rows_does_not_matter(name: str, seed: int, hours: int) -> None:
    candles = market(hours)
    document = body(name, candles)
    random.Random(seed).shuffle(rows_of(name, document))
    assert asyncio.run(given_body(name, document, hours=hours)) == candles


@EVERY_VENUE
async def test_rows_outside_the_range_are_dropped_however_bad(name: str) -> None:
    for number in (0, 5):
        document = spoilt(name, number, 2, "nonsense")
        assert await given_body(name, document, first=1, hours=4) == FEW[1:5]


@EVERY_VENUE
async def test_an_hour_that_comes_twice_fails_the_answer(name: str) -> None:
    document = body(name, FEW)
    rows_of(name, document).append(rows_of(name, document)[2])
    with pytest.raises(VendorUnavailable, match=f"{name}: .*comes twice"):
        await given_body(name, document)


BAD_CELLS = [
    (2, "0", "is above high|outside low..high"),
    (1, "1", "open is outside"),
    (4, "999999", "close is outside"),
    (3, "-1", "low is not above zero"),
    (5, "-0.5", "volume is negative"),
    (4, float("nan"), "no JSON"),
    (4, float("inf"), "no JSON"),
    (4, "NaN", "close is not a number"),
    (4, "1e309", "close is not a number"),
    (4, "1e20", "close is beyond"),
    (4, HUGE, "close is not a number"),
    (4, "", "close is not a number"),
    (4, None, "no number at"),
    (4, True, "no number at"),
    (4, ["61000"], "no number at"),
    (4, "61_000", "close is not a number"),
    (0, 1, "not on the hour"),
    (0, None, "no number at"),
    (0, "yesterday", "not a time"),
    (0, "1751328000.5", "not a time"),
    (0, "-3600", "not a time"),
    (0, HUGE, "not a time"),
]


@EVERY_VENUE
@pytest.mark.parametrize(("column", "value", "reason"), BAD_CELLS)
async def test_a_bad_row_in_the_range_fails_the_answer(
    name: str, column: int, value: Json, reason: str
) -> None:
    with pytest.raises(VendorUnavailable, match=f"(?s)^{name}: .*({reason})"):
        await given_body(name, spoilt(name, 2, column, value))


@EVERY_VENUE
@pytest.mark.parametrize("row", [None, 1, "123456", [], {}, [[1751328000]], {"timestamp": []}])
async def test_what_is_no_row_fails_the_answer(name: str, row: Json) -> None:
    document = body(name, FEW)
    rows_of(name, document)[2] = row
    with pytest.raises(VendorUnavailable, match=f"{name}: answered nonsense: no number at"):
        await given_body(name, document)


@EVERY_VENUE
@pytest.mark.parametrize("text", ["1e309", "-1E+400", "1e-999"])
async def test_a_float_no_machine_holds_fails_the_answer(name: str, text: str) -> None:
    wrong = json.dumps(spoilt(name, 2, 4, "@")).replace('"@"', text)
    with pytest.raises(VendorUnavailable, match=f"{name}: .*close is not a number"):
        await given_body(name, wrong)


@EVERY_VENUE
@pytest.mark.parametrize(
    "text",
    [
        "",
        "<!doctype html><title>Just a moment...</title>",
        "null",
        "7",
        "{}",
        '{"message":"NotFound"}',
        '{"code":0}',
        '{"error":[]}',
        '{"error":"no"}',
        '{"error":[],"result":[]}',
        '{"error":[],"result":{"last":0}}',
        '{"data":[]}',
        '{"data":{"pair":"BTC/USD"}}',
        '{"data":{"pair":"BTC/USD","ohlc":{}}}',
        '{"status":"error","reason":"maintenance"}',
        "[" * 100_000,
        "\x00",
    ],
)
async def test_an_answer_that_is_no_candles_fails(name: str, text: str) -> None:
    with pytest.raises(VendorUnavailable, match=f"^{name}: answered "):
        await given_body(name, text)


@EVERY_VENUE
async def test_a_cut_body_fails(name: str) -> None:
    whole = json.dumps(body(name, FEW))
    for length in range(0, len(whole), 7):
        with pytest.raises(VendorUnavailable, match=name):
            await given_body(name, whole[:length])


@pytest.mark.parametrize("keys", [["XETHZUSD"], ["XXBTZEUR"], ["XXBTZUSD", "XETHZUSD"], []])
async def test_kraken_must_answer_about_the_pair_asked_for(keys: list[str]) -> None:
    rows = rows_of("kraken", body("kraken", FEW))
    document = {"error": [], "result": {**dict.fromkeys(keys, rows), "last": 0}}
    with pytest.raises(VendorUnavailable, match=r"kraken: .*not the pair asked for"):
        await given_body("kraken", document)


async def test_bitstamp_must_answer_about_the_pair_asked_for() -> None:
    document = body("bitstamp", FEW)
    document["data"]["pair"] = "ETH/USD"
    with pytest.raises(VendorUnavailable, match=r"bitstamp: .*not the pair asked for"):
        await given_body("bitstamp", document)


@pytest.mark.parametrize("errors", [["EQuery:Unknown asset pair"], ["EGeneral:Invalid arguments"]])
@pytest.mark.parametrize("extra", [{}, {"result": {}}])
async def test_krakens_refusal_comes_with_200_and_is_our_fault(
    errors: list[str], extra: dict[str, Json]
) -> None:
    with pytest.raises(VendorRejected, match=f"kraken: .*{errors[0]}"):
        await given_body("kraken", {"error": errors, **extra})


@pytest.mark.parametrize(
    "error",
    [
        "EService:Unavailable",
        "EService:Busy",
        "EAPI:Rate limit exceeded",
        "EGeneral:Too many requests",
        "EGeneral:Temporary lockout",
    ],
)
async def test_krakens_bad_moment_comes_with_200_and_may_pass(error: str) -> None:
    with pytest.raises(VendorUnavailable, match=error):
        await given_body("kraken", {"error": [error]})


@pytest.mark.parametrize(
    ("code", "error"),
    [(-1121, VendorRejected), (0, VendorRejected), (-1003, VendorUnavailable)],
)
async def test_binances_refusal_is_told_from_its_bad_moment(
    code: int, error: type[VendorRejected | VendorUnavailable]
) -> None:
    with pytest.raises(error, match=f"binance: refused: {code} 'said'"):
        await given_body("binance", {"code": code, "msg": "said"})
