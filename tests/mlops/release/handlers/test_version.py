"""A service's own word for what it runs, or that it has none."""

import httpx
import pytest

from functions.domain.errors import VendorUnavailable
from mlops.release.handlers.version import VersionAddresses, VersionsOnRender
from tests.mlops.release.rig import Rig

ADDRESSES = {"srv-1": "https://candor.test/version"}


def answering(answer: httpx.Response | Exception) -> VersionAddresses:
    def answered(_: httpx.Request) -> httpx.Response:
        if isinstance(answer, Exception):
            raise answer
        return answer

    return VersionAddresses(ADDRESSES, httpx.MockTransport(answered))


async def test_it_says_its_commit_or_has_no_address_for_it() -> None:
    ask = answering(httpx.Response(200, json={"commit": "c0ffee"}))
    assert await ask("srv-1") == "c0ffee"
    assert await ask("srv-2") is None


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(502, html="<h1>Bad Gateway</h1>"),
        httpx.Response(200, html="<h1>Waking up</h1>"),
        httpx.Response(200, json={"version": "1"}),
        httpx.Response(200, json=["c0ffee"]),
        httpx.ConnectError("nobody there"),
    ],
    ids=repr,
)
async def test_anything_else_is_no_commit(answer: httpx.Response | Exception) -> None:
    with pytest.raises(VendorUnavailable):
        await answering(answer)("srv-1")


async def test_a_service_without_an_address_on_render_says_nothing(rig: Rig) -> None:
    [service, _] = rig.services
    assert rig.render is not None
    ask = VersionsOnRender(rig.render)
    service.url = ""
    assert await ask(service.id) is None


async def test_where_render_gives_an_address_it_is_asked_there(rig: Rig) -> None:
    [service, _] = rig.services
    service.url = "http://127.0.0.1:1/"
    with pytest.raises(VendorUnavailable, match="ConnectError at http"):
        await VersionsOnRender(rig.render)(service.id)
