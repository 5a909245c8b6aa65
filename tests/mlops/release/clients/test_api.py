"""One call: what is tried again, what never is, what is believed, what is repeated to people."""

import base64
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from pydantic import TypeAdapter

from functions.domain.errors import VendorError, VendorRejected, VendorUnavailable
from mlops.release.clients.api import ANSWER_BYTES_MAX, CALLS_MAX, Api, Call
from mlops.release.clients.pace import Pace
from tests.fakes.clock import FakeClock

TOKEN = "token-that-nobody-may-see"
ANY: TypeAdapter[Any] = TypeAdapter(Any)
GET = Call("GET", "/thing")
POST = Call("POST", "/thing", {"value": "a-secret-value"}, repeatable=False)
Answers = Callable[[httpx.Request], httpx.Response]


class Vendor:
    """Answers with what it is given, the last for ever, and remembers what it was asked."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self._answers = list(answers)
        self.asked: list[httpx.Request] = []
        self.clock = FakeClock()
        self.waited: list[float] = []
        transport = httpx.MockTransport(self._answer)
        pace = Pace(self.clock.monotonic, self._wait)
        self.api = Api("vendor", "https://api.test/", TOKEN, {"teamId": "t"}, transport, pace, 1.0)

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)

    async def _wait(self, seconds: float) -> None:
        self.waited.append(seconds)


def html(status: int) -> httpx.Response:
    return httpx.Response(status, html="<h1>no</h1>")


FINE = httpx.Response(200, json={"id": "x"})
PASSING: list[httpx.Response | Exception] = [
    httpx.Response(500, json={}), httpx.Response(503), httpx.Response(408), httpx.Response(409),
    html(502), html(200), html(404), httpx.Response(302),
    httpx.ReadError("cut"), httpx.RemoteProtocolError("cut"), httpx.ReadTimeout("slow"),
    httpx.Response(200, content=b"x" * (ANSWER_BYTES_MAX + 1)),
]  # fmt: skip
NEVER_BEGUN: list[httpx.Response | Exception] = [
    httpx.ConnectError("nobody"), httpx.ConnectTimeout("slow"), httpx.Response(429),
]  # fmt: skip


async def test_every_call_brings_the_token_and_the_account() -> None:
    vendor = Vendor(FINE)
    await vendor.api.get(ANY, "/thing", limit=3, cursor=None)
    [asked] = vendor.asked
    assert asked.headers["Authorization"] == f"Bearer {TOKEN}"
    assert str(asked.url) == "https://api.test/thing?teamId=t&limit=3"


@pytest.mark.parametrize("failure", [*PASSING, *NEVER_BEGUN], ids=repr)
async def test_what_may_be_repeated_is_until_it_succeeds(
    failure: httpx.Response | Exception,
) -> None:
    vendor = Vendor(failure, failure, FINE)
    assert await vendor.api.ask(ANY, GET) == {"id": "x"}
    assert vendor.waited == [1, 2]


@pytest.mark.parametrize("failure", [*PASSING, *NEVER_BEGUN], ids=repr)
async def test_after_so_many_failures_the_vendor_is_unavailable(
    failure: httpx.Response | Exception,
) -> None:
    vendor = Vendor(failure)
    with pytest.raises(VendorUnavailable, match="GET /thing"):
        await vendor.api.ask(ANY, GET)
    assert len(vendor.asked) == CALLS_MAX


@pytest.mark.parametrize("failure", PASSING, ids=repr)
async def test_what_may_have_been_done_is_not_asked_for_again(
    failure: httpx.Response | Exception,
) -> None:
    vendor = Vendor(failure, FINE)
    with pytest.raises(VendorUnavailable):
        await vendor.api.ask(ANY, POST)
    assert len(vendor.asked) == 1


@pytest.mark.parametrize("failure", NEVER_BEGUN, ids=repr)
async def test_what_was_surely_not_begun_is(failure: httpx.Response | Exception) -> None:
    vendor = Vendor(failure, FINE)
    await vendor.api.ask(ANY, POST)
    assert len(vendor.asked) == 2


async def test_it_waits_as_long_as_it_is_asked_to_within_reason() -> None:
    vendor = Vendor(httpx.Response(429, headers={"Retry-After": "42"}), FINE)
    await vendor.api.ask(ANY, POST)
    assert vendor.waited == [42]
    vendor = Vendor(httpx.Response(429, headers={"Retry-After": "61"}), FINE)
    with pytest.raises(VendorUnavailable, match="asks to be left alone for 61 s"):
        await vendor.api.ask(ANY, GET)


async def test_who_asks_for_longer_is_left_alone_there_and_only_there() -> None:
    vendor = Vendor(httpx.Response(429, headers={"Retry-After": "3600"}), FINE)
    with pytest.raises(VendorUnavailable, match="asks to be left alone for 3600 s"):
        await vendor.api.ask(ANY, POST)
    vendor.clock.advance(600)
    with pytest.raises(VendorUnavailable, match="asked to be left alone for 3000 s more"):
        await vendor.api.ask(ANY, POST)
    assert len(vendor.asked) == 1
    await vendor.api.ask(ANY, GET)
    vendor.clock.advance(3000)
    await vendor.api.ask(ANY, POST)
    assert len(vendor.asked) == 3


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 406, 410, 422])
async def test_a_refusal_is_told_in_the_vendors_words(status: int) -> None:
    for document in ({"error": {"code": "why", "message": "so"}}, {"code": "why", "message": "so"}):
        vendor = Vendor(httpx.Response(status, json=document))
        with pytest.raises(VendorRejected) as refused:
            await vendor.api.ask(ANY, GET)
        assert str(refused.value) == f"vendor: GET /thing: HTTP {status}: why so"
        assert len(vendor.asked) == 1


@pytest.mark.parametrize("status", [400, 500])
@pytest.mark.parametrize("secret", [True, False])
async def test_no_error_says_a_secret(status: int, secret: bool) -> None:
    echo = json.dumps({"message": f"{TOKEN} may not say a-secret-value"})
    vendor = Vendor(httpx.Response(status, text=echo, headers={"Content-Type": "application/json"}))
    with pytest.raises(VendorError) as refused:
        await vendor.api.ask(ANY, Call("PUT", "/thing", {"a": "a-secret-value"}, secret=secret))
    assert TOKEN not in str(refused.value)
    assert ("a-secret-value" in str(refused.value)) is not secret


async def test_another_shape_is_unavailable_and_no_value_of_it_is_said() -> None:
    vendor = Vendor(httpx.Response(200, json={"id": {"value": "a-secret-value"}}))
    shape = TypeAdapter(dict[str, int])
    with pytest.raises(VendorUnavailable, match=r"a form that is not known \(id\)") as refused:
        await vendor.api.get(shape, "/thing")
    assert "a-secret-value" not in str(refused.value)


async def test_what_shall_be_taken_away_may_be_gone() -> None:
    vendor = Vendor(httpx.Response(404, json={}))
    assert await vendor.api.ask(ANY, Call("DELETE", "/thing", gone_is_done=True)) is None
    with pytest.raises(VendorRejected):
        await vendor.api.ask(ANY, Call("DELETE", "/thing"))


async def test_a_user_makes_it_basic_and_an_echo_of_it_is_not_repeated() -> None:
    seen: list[str] = []

    def echo(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers["Authorization"])
        return httpx.Response(400, json=f"you said {seen[0]} with {TOKEN}")

    api = Api("vendor", "https://api.test", TOKEN, None, httpx.MockTransport(echo), user="me")
    with pytest.raises(VendorRejected) as refused:
        await api.ask(ANY, GET)
    scheme, _, basic = seen[0].partition(" ")
    assert (scheme, base64.b64decode(basic).decode()) == ("Basic", f"me:{TOKEN}")
    assert "you said Basic … with …" in str(refused.value)
