"""The emulated venues, spoken to by the real adapters."""

from collections.abc import Sequence
from statistics import median

import httpx
import pytest

from functions.adapters.exchanges.venues import WIRES
from functions.domain.candle import Candle
from functions.domain.errors import VendorError
from functions.domain.settlement import Settlement
from functions.domain.units import HOUR, hour_floor
from mlops.local.emulators.venues.faults import IN_WHAT_IT_SAYS, VenueFaultMode
from tests.fakes.market import START, market
from tests.mlops.local.emulators.venues.markets import CANDLES, NOW, FixedMarket, adapters

NAMES = [wire.name for wire in WIRES]
EVERY_VENUE = pytest.mark.parametrize("name", NAMES)
CLOSED = CANDLES[:48]
A_MONTH = "&start=2024-01-01T00:00:00Z&end=2024-02-01T00:00:00Z"
FAILING = [mode for mode in VenueFaultMode if mode not in IN_WHAT_IT_SAYS]


async def heard(name: str, market: FixedMarket, fault: str | None = None) -> Sequence[Candle]:
    """What the adapter gets of every hour, with a fault set two hours before now if any."""
    venues, switch = adapters(market)
    if fault is not None:
        now, market.at = market.at, NOW
        answer = await switch.post("/_faults", json={"venue": name, "mode": fault})
        assert answer.json() == {name: fault}
        market.at = now
    return await venues[name].closed_candles(START, market.at, 10_000)


@EVERY_VENUE
async def test_every_closed_hour_is_told_and_no_other(name: str) -> None:
    assert await heard(name, FixedMarket()) == CLOSED


@EVERY_VENUE
async def test_the_running_hour_comes_with_them_and_reveals_nothing(name: str) -> None:
    _, emulator = adapters(FixedMarket())
    wire = next(wire for wire in WIRES if wire.name == name)
    query = dict(wire.query(START, hour_floor(NOW)))
    query.pop("exclude_current_candle", None)
    told = (await emulator.get(f"/{name}{httpx.URL(wire.url).path}", params=query)).text
    assert told.count(str(int(hour_floor(NOW).timestamp()))) >= 1
    assert str(CANDLES[48].close) not in told


@EVERY_VENUE
async def test_the_ticker_is_the_close_of_the_last_closed_hour(name: str) -> None:
    venues, _ = adapters(FixedMarket())
    assert (await venues[name].price()).price == CLOSED[-1].close


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("/coinbase/products/BTC-USD/candles?granularity=60", 400),
        (f"/coinbase/products/BTC-USD/candles?granularity=3600{A_MONTH}", 400),
        ("/kraken/0/public/OHLC?pair=ETHUSD&interval=60", 200),
        ("/bitstamp/api/v2/ohlc/btcusd/?step=3600&limit=1001", 400),
        ("/binance/api/v3/klines?symbol=ETHUSDT", 400),
        ("/binance/api/v3/klines?symbol=BTCUSDT&startTime=soon", 400),
        ("/nasdaq/candles", 404),
    ],
)
async def test_what_a_venue_would_refuse_is_refused(url: str, status: int) -> None:
    _, emulator = adapters(FixedMarket())
    answer = await emulator.get(url)
    assert answer.status_code == status
    assert "61" not in answer.text


@pytest.mark.parametrize(
    ("name", "path", "rows_max"),
    [
        ("kraken", "/0/public/OHLC?pair=XBTUSD&interval=60", 721),
        ("bitstamp", "/api/v2/ohlc/btcusd/?step=3600&limit=1000", 1000),
        ("binance", "/api/v3/klines?symbol=BTCUSDT&interval=1h&limit=5000", 1000),
        ("coinbase", "/products/BTC-USD/candles?granularity=3600", 300),
    ],
)
async def test_no_more_rows_come_than_the_venue_gives(name: str, path: str, rows_max: int) -> None:
    candles = market(1500)
    _, emulator = adapters(FixedMarket(candles, candles[-1].close_time))
    document = (await emulator.get(f"/{name}{path}")).json()
    rows = {
        "kraken": lambda: document["result"]["XXBTZUSD"],
        "bitstamp": lambda: document["data"]["ohlc"],
    }.get(name, lambda: document)()
    assert len(rows) == rows_max


@EVERY_VENUE
@pytest.mark.parametrize("mode", [mode for mode in FAILING if mode not in {"slow", "cut"}])
async def test_a_failing_venue_fails_as_a_vendor_and_is_well_again(name: str, mode: str) -> None:
    venues, switch = adapters(FixedMarket())
    await switch.post("/_faults", json={"venue": name, "mode": mode, "count": 1})
    with pytest.raises(VendorError, match=name):
        await venues[name].closed_candles(START, NOW, 10_000)
    if mode not in {"418", "429"}:  # which ask to be left alone for a second
        assert await venues[name].closed_candles(START, NOW, 10_000) == CLOSED
    assert (await switch.get("/_faults")).json() == {}


async def test_a_slow_venue_answers_in_the_end() -> None:
    venues, switch = adapters(FixedMarket())
    await switch.post("/_faults", json={"venue": "kraken", "mode": "slow", "delay_ms": 20})
    assert await venues["kraken"].closed_candles(START, NOW, 10_000) == CLOSED


@EVERY_VENUE
async def test_faults_in_what_it_says_begin_when_they_are_set(name: str) -> None:
    later = FixedMarket(now=NOW + 4 * HOUR)
    true = CANDLES[:52]
    outlying = await heard(name, later, "outlier")
    assert outlying[:47] == true[:47]
    assert all(
        one.close > 1.07 * float(own.close)
        for one, own in zip(outlying[47:], true[47:], strict=True)
    )
    stuck = await heard(name, later, "stuck")
    assert stuck[:48] == true[:48]
    assert {(one.open, one.close) for one in stuck[48:]} == {(true[47].open, true[47].close)}
    assert await heard(name, later, "late") == true[:51]
    revised = await heard(name, later, "revised")
    assert (revised[:47], revised[51:]) == (true[:47], true[51:])
    assert all(
        one.volume == own.volume + 1 for one, own in zip(revised[47:51], true[47:51], strict=True)
    )


@pytest.mark.parametrize(
    "fault",
    [
        {"mode": "500"},
        {"venue": "nasdaq", "mode": "500"},
        {"venue": "kraken", "mode": "fire"},
        {"venue": "kraken", "mode": "500", "count": 0},
        {"venue": "kraken", "mode": "slow", "delay_ms": -1},
        {"venue": "kraken", "mode": "429", "retry_after_s": -1},
        {"venue": "kraken", "mode": "stuck", "count": 3},
        {"venue": "kraken", "mode": "500", "color": "red"},
        [],
    ],
)
async def test_a_fault_without_meaning_is_refused(fault: object) -> None:
    _, switch = adapters(FixedMarket())
    assert (await switch.post("/_faults", json=fault)).status_code == 400
    assert (await switch.get("/_faults")).json() == {}


async def test_venues_differ_a_little_and_settle_close_to_the_market() -> None:
    candles = market(400, seed=9)
    until = candles[-1].close_time
    venues, _ = adapters(FixedMarket(candles, until), alike=False)
    said = {
        name: {one.open_time: one for one in await venue.closed_candles(START, until, 999)}
        for name, venue in venues.items()
    }
    assert len({said[name][START].close for name in NAMES}) == len(NAMES)
    settlement = Settlement(said, ("binance",), 2)
    verdicts = [settlement.settle(one.open_time) for one in candles[24:]]
    errors = [
        abs(float(verdict.consensus.candle.close / own.close) - 1.0)
        for verdict, own in zip(verdicts, candles[24:], strict=True)
        if verdict.consensus
    ]
    assert len(errors) == len(verdicts)
    assert max(errors) < 3e-4
    assert median(errors) < 1e-4
    aside = [one for verdict in verdicts for one in verdict.quarantined]
    assert 0 < len(aside) < 20
    assert all(one.reason.startswith("outlier") for one in aside)
