"""What a venue asks for with Retry-After, it gets."""

import httpx
import pytest

from functions.adapters.retry_after import RETRY_AFTER_S_MAX
from functions.domain.errors import VendorRejected, VendorUnavailable
from tests.functions.adapters.exchanges.answers import URL, Clock, OneAnswer, speaking_to


@pytest.mark.parametrize("status", [429, 418, 503, 403])
async def test_a_venue_is_left_alone_for_as_long_as_it_asks(status: int) -> None:
    clock = Clock()
    server = OneAnswer(httpx.Response(status, headers={"Retry-After": "120"}))
    http = speaking_to(server, clock)
    with pytest.raises((VendorUnavailable, VendorRejected)):
        await http.document(URL, {})
    server.response = httpx.Response(200, text="[]")
    clock.now += 119
    with pytest.raises(VendorUnavailable, match="asked to be left alone for 1 s more"):
        await http.document(URL, {})
    assert len(server.requests) == 1
    clock.now += 1
    assert await http.document(URL, {}) == []


@pytest.mark.parametrize(
    ("headers", "rest_s"),
    [
        ({"Retry-After": "7"}, 7),
        ({"Retry-After": " 7 "}, 7),
        (
            {
                "Retry-After": "Tue, 01 Jul 2025 00:01:30 GMT",
                "Date": "Tue, 01 Jul 2025 00:00:00 GMT",
            },
            90,
        ),
        (
            {
                "Retry-After": "Tue, 01 Jul 2025 00:00:00 GMT",
                "Date": "Tue, 01 Jul 2025 00:01:30 GMT",
            },
            0,
        ),
        ({"Retry-After": "Tue, 01 Jul 2025 00:01:30 GMT"}, 0),
        ({"Retry-After": "9" * 5000}, RETRY_AFTER_S_MAX),
        (
            {
                "Retry-After": "Tue, 01 Jul 9999 00:00:00 GMT",
                "Date": "Tue, 01 Jul 2025 00:00:00 GMT",
            },
            RETRY_AFTER_S_MAX,
        ),
        (
            {"Retry-After": "Tue, 01 Jul 2025 00:00:00 GMT", "Date": "Tue, 01 Jul 2025 00:00:00"},
            0,
        ),
        ({"Retry-After": "-5"}, 0),
        ({"Retry-After": "1.5"}, 0),
        ({"Retry-After": "soon"}, 0),
        ({"Retry-After": ""}, 0),
        ({}, 0),
    ],
)
async def test_how_long_retry_after_means(headers: dict[str, str], rest_s: float) -> None:
    clock = Clock()
    server = OneAnswer(httpx.Response(429, headers=headers))
    http = speaking_to(server, clock)
    for _ in range(2):  # the second call is made only where no rest was asked for
        with pytest.raises(VendorUnavailable):
            await http.document(URL, {})
    assert len(server.requests) == (1 if rest_s else 2)
    server.response = httpx.Response(200, text="[]")
    clock.now += rest_s
    assert await http.document(URL, {}) == []
