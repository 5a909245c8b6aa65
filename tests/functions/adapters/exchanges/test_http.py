"""One GET of a public JSON document, answered by a transport."""

import gzip
from collections.abc import AsyncIterator

import httpx
import pytest

from functions.adapters.exchanges.http import (
    PAYLOAD_BYTES_MAX,
    USER_AGENT,
    SharedClient,
)
from functions.domain.errors import VendorRejected, VendorUnavailable
from tests.functions.adapters.exchanges.answers import URL, OneAnswer, speaking_to


async def document(response: httpx.Response | Exception) -> object:
    return await speaking_to(OneAnswer(response)).document(URL, {})


async def test_numbers_stay_the_text_that_was_sent() -> None:
    text = '{"a": [1, 61000.10, 1e309, -0.0, 123456789012345678901234567890.1], "b": "1.0"}'
    assert await document(httpx.Response(200, text=text)) == {
        "a": ["1", "61000.10", "1e309", "-0.0", "123456789012345678901234567890.1"],
        "b": "1.0",
    }


async def test_a_request_says_who_asks_and_wants_no_compression() -> None:
    server = OneAnswer(httpx.Response(200, text="[]"))
    await speaking_to(server).document(URL, {"pair": "XBT/USD"})
    (request,) = server.requests
    assert (request.method, str(request.url)) == ("GET", f"{URL}?pair=XBT%2FUSD")
    assert request.headers["User-Agent"] == USER_AGENT
    assert request.headers["Accept-Encoding"] == "identity"


@pytest.mark.parametrize("status", [408, 418, 425, 429, 500, 502, 503, 504, 520, 599])
async def test_a_bad_moment_may_pass(status: int) -> None:
    with pytest.raises(VendorUnavailable, match=f"^venue: HTTP {status}: 'slow down'"):
        await document(httpx.Response(status, text="slow down"))


@pytest.mark.parametrize("status", [201, 204, 206, 301, 302, 304])
async def test_neither_an_answer_nor_a_refusal_may_pass(status: int) -> None:
    elsewhere = {"Location": "https://elsewhere.example/"}
    with pytest.raises(VendorUnavailable, match=f"^venue: HTTP {status}"):
        await document(httpx.Response(status, headers=elsewhere))


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 414, 451])
async def test_a_refusal_is_our_fault_and_says_why(status: int) -> None:
    with pytest.raises(VendorRejected, match=f"^venue: HTTP {status}: .*NotFound"):
        await document(httpx.Response(status, json={"message": "NotFound"}))


@pytest.mark.parametrize(
    "error",
    [
        httpx.ConnectError("no route"),
        httpx.ConnectTimeout("late"),
        httpx.ReadTimeout("late"),
        httpx.PoolTimeout("late"),
        httpx.ReadError("reset"),
        httpx.RemoteProtocolError("cut"),
        httpx.DecodingError("garbled"),
    ],
)
async def test_a_broken_connection_may_pass(error: Exception) -> None:
    with pytest.raises(VendorUnavailable, match=r"^venue: "):
        await document(error)


async def test_a_body_as_large_as_allowed_is_read_and_one_byte_more_is_not() -> None:
    largest = b"[" + b" " * (PAYLOAD_BYTES_MAX - 2) + b"]"
    assert await document(httpx.Response(200, content=largest)) == []
    with pytest.raises(VendorUnavailable, match="more than 1000000 bytes"):
        await document(httpx.Response(200, content=largest + b" "))


async def test_an_endless_body_is_not_read_to_its_end() -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 1
            yield b" " * 100_000

    with pytest.raises(VendorUnavailable, match="more than 1000000 bytes"):
        await document(httpx.Response(500, content=endless()))
    assert sent == 11


async def test_a_compressed_answer_is_not_unfolded() -> None:
    bomb = gzip.compress(b" " * 10_000_000)

    async def chunks() -> AsyncIterator[bytes]:
        yield bomb

    headers = {"Content-Encoding": "gzip"}
    with pytest.raises(VendorUnavailable, match="compressed"):
        await document(httpx.Response(200, headers=headers, content=chunks()))


@pytest.mark.parametrize("body", [b"", b"\xff\xfe\xff", b"<html>", b"[NaN]", b"[1,", b"[" * 10**5])
async def test_what_is_no_json_may_pass(body: bytes) -> None:
    with pytest.raises(VendorUnavailable, match=r"^venue: answered no JSON"):
        await document(httpx.Response(200, content=body))


async def test_a_reason_is_one_short_line_however_hostile_the_body() -> None:
    body = "\x1b[31m\r\nSet-Cookie: x\u2028\ud83d".encode(errors="surrogatepass") * 1000
    with pytest.raises(VendorRejected) as caught:
        await document(httpx.Response(404, content=body))
    reason = str(caught.value)
    assert len(reason) < 250
    assert reason.isprintable()


async def test_the_client_is_made_once_and_anew_after_closing() -> None:
    client = SharedClient()
    await client.close()
    first = client.get()
    assert client.get() is first
    await client.close()
    assert first.is_closed
    assert client.get() is not first
    await client.close()
