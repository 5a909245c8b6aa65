"""The newest trade, as each venue tells it."""

from datetime import UTC, datetime
from decimal import Decimal

import httpx
import pytest

from functions.domain.errors import VendorRejected, VendorUnavailable
from functions.ports.exchange import Quote
from tests.functions.adapters.exchanges.doubles import WIRES, venue

TRADED = datetime(2025, 7, 1, 12, 30, 5, tzinfo=UTC)
TICKERS = {
    "coinbase": '{"ask":"61000.02","bid":"61000","volume":"8127.6","trade_id":7,'
    '"price":"61000.01","size":"0.001","time":"2025-07-01T12:30:05Z"}',
    "kraken": '{"error":[],"result":{"XXBTZUSD":{"a":["61000.10","1","1.000"],'
    '"b":["61000.00","2","2.000"],"c":["61000.01","0.00040000"],"o":"60000.1"}}}',
    "bitstamp": '{"timestamp":"1751373005","open":"60000","high":"62000","low":"59000",'
    '"last":"61000.01","volume":"1000.1","bid":"61000","ask":"61002","side":"0"}',
    "binance": '{"symbol":"BTCUSDT","price":"61000.01000000"}',
}
EVERY_VENUE = pytest.mark.parametrize("name", list(WIRES))


async def quoted(name: str, text: str) -> Quote:
    return await venue(WIRES[name], lambda _: httpx.Response(200, text=text)).price()


@EVERY_VENUE
async def test_the_price_of_the_last_trade_is_read_with_its_time_where_there_is_one(
    name: str,
) -> None:
    quote = await quoted(name, TICKERS[name])
    assert (quote.venue, quote.price) == (name, Decimal("61000.01"))
    assert quote.currency == ("USDT" if name == "binance" else "USD")
    assert quote.time == (TRADED if name in {"coinbase", "bitstamp"} else None)


@EVERY_VENUE
@pytest.mark.parametrize("price", ["0", "-1", "NaN", "1e309", "1e20", "", "61_000"])
async def test_a_price_no_candle_could_have_is_refused(name: str, price: str) -> None:
    with pytest.raises(VendorUnavailable, match=f"{name}: answered nonsense"):
        await quoted(name, TICKERS[name].replace("61000.01", price, 1))


@EVERY_VENUE
@pytest.mark.parametrize("text", ["[]", "{}", "null", "<html>", '{"price":7}', '{"error":[]}'])
async def test_what_is_no_ticker_is_refused(name: str, text: str) -> None:
    if (name, text) == ("coinbase", '{"price":7}'):
        assert (await quoted(name, text)).price == 7
        return
    with pytest.raises(VendorUnavailable, match=f"{name}: answered "):
        await quoted(name, text)


async def test_a_time_that_cannot_be_read_costs_the_time_only() -> None:
    quote = await quoted("coinbase", TICKERS["coinbase"].replace("2025-07-01T12:30:05Z", "now"))
    assert (quote.price, quote.time) == (Decimal("61000.01"), None)


async def test_krakens_refusal_of_a_ticker_comes_with_200() -> None:
    with pytest.raises(VendorRejected, match="Unknown asset pair"):
        await quoted("kraken", '{"error":["EQuery:Unknown asset pair"]}')
