"""Releases and environments speak to the four vendors only as the vendors' documents allow.

The whole of it passes through `prism proxy --errors`: an emulator that answers otherwise than
its vendor, or a client that asks otherwise, fails here as it would there.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import ExitStack

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from mlops.local.emulators.faults import FaultGate
from mlops.release.clients.api import Api
from mlops.release.clients.pace import Pace
from tests.mlops.environments.test_destroy import NOTHING, destroyed
from tests.mlops.environments.test_make import ONCE, Kept, made, make
from tests.mlops.environments.vendors import EMAIL, KEYS, Vendors
from tests.mlops.release.rig import Rig
from tests.mlops.release.test_platforms import FAILING_GATE, ends_released, ends_rolled_back
from tests.slow.prism_proxies import SPECS, Judge, judges, listening

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not SPECS, reason="CANDOR_SPECS names no vendors' documents"),
]
AT_ONCE_S = 0.05
"""What a wait of the tests' clock takes really, so that whoever is asked meanwhile can answer."""
MAKES = {
    "vercel": "/v11/projects",
    "render": "/services",
    "neon": "/projects",
    "upstash": "/redis/database",
}
ASKS = {
    "vercel": "/v9/projects/candor",
    "render": "/services",
    "neon": "/projects",
    "upstash": "/redis/databases",
}


class Socket(httpx.AsyncBaseTransport):
    """A real connection that says what was answered."""

    def __init__(self, calls: list[str]) -> None:
        self._wire = httpx.AsyncHTTPTransport()
        self._calls = calls

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await self._wire.handle_async_request(request)
        self._calls.append(f"{request.method} {request.url.path}")
        return response

    async def aclose(self) -> None:
        await self._wire.aclose()


class JudgedRig(Rig):
    """Vercel and Render serving N, behind their judges."""

    def __init__(self, found: Mapping[str, Judge]) -> None:
        self._found = found
        super().__init__()

    def _api(self, vendor: str, _url: str, token: str, _gate: FaultGate) -> Api:
        pace = Pace(self.clock.monotonic, self._wait)
        return Api(vendor, self._found[vendor].url, token, None, Socket(self.calls), pace)

    async def _wait(self, seconds: float) -> None:
        await asyncio.sleep(AT_ONCE_S)
        await super()._wait(seconds)


class JudgedVendors(Vendors):
    """All four vendors, empty, behind their judges."""

    def __init__(self, found: Mapping[str, Judge]) -> None:
        self._found = found
        self.apis: list[Api] = []
        super().__init__(judged=False)

    def _api(self, vendor: str, _url: str, user: str = "") -> Api:
        pace = Pace(self.clock.monotonic, self._wait)
        url = self._found[vendor].url
        self.apis.append(Api(vendor, url, KEYS[vendor], None, Socket(self.calls), pace, user=user))
        return self.apis[-1]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Judge]]:
    """A judge for each vendor."""
    with judges(tmp_path_factory.mktemp("prism")) as all_of_them:
        yield all_of_them


@pytest.fixture
async def judged_rig(found: Mapping[str, Judge]) -> AsyncIterator[JudgedRig]:
    """As `rig`, over sockets."""
    rig = JudgedRig(found)
    with (
        listening(rig.render_gate, found["render"].port),
        listening(rig.vercel_gate, found["vercel"].port),
    ):
        await rig.prepare()
        yield rig
        await rig.render_api.close()
        await rig.vercel_api.close()
    assert rig.unserved == []


@pytest.fixture
async def judged_vendors(found: Mapping[str, Judge]) -> AsyncIterator[JudgedVendors]:
    """As `vendors`, over sockets."""
    vendors = JudgedVendors(found)
    with ExitStack() as stack:
        for name, gate in vendors.gates.items():
            stack.enter_context(listening(gate, found[name].port))
        yield vendors
        for one in vendors.apis:
            await one.close()


async def test_a_release_and_its_rollback_pass(judged_rig: JudgedRig) -> None:
    judged_rig.failing.add(FAILING_GATE)
    await ends_rolled_back(judged_rig)
    assert judged_rig.count("/promote/dpl_") == judged_rig.count("/rollback/dpl_") == 1


async def test_a_whole_release_passes(judged_rig: JudgedRig) -> None:
    await ends_released(judged_rig)


async def test_an_environment_is_made_and_destroyed(judged_vendors: JudgedVendors) -> None:
    kept = Kept()
    await make(judged_vendors, kept)
    assert made(judged_vendors) == ONCE
    await make(judged_vendors, kept)
    assert made(judged_vendors) == ONCE
    project = await judged_vendors.neon.named("candor-staging")
    database = await judged_vendors.upstash.named("candor-staging")
    assert project is not None
    assert database is not None
    await judged_vendors.neon.usage(project.id)
    await judged_vendors.upstash.usage(database.id)
    judged_vendors.clock.advance(60)
    assert await destroyed(judged_vendors) == []
    assert made(judged_vendors) == NOTHING


@pytest.mark.parametrize("vendor", MAKES)
async def test_an_answer_that_the_vendor_does_not_give_is_refused(
    found: Mapping[str, Judge], vendor: str
) -> None:
    async def bogus(_: Request) -> JSONResponse:
        return JSONResponse({"bogus": 1})

    app = Starlette(routes=[Route("/{path:path}", bogus)])
    with listening(app, found[vendor].port):
        answer = await asked(found[vendor], "GET", ASKS[vendor], vendor)
    assert answer.status_code == 500
    assert "VIOLATIONS" in answer.json()["type"]


@pytest.mark.parametrize("vendor", MAKES)
async def test_a_request_that_the_vendor_does_not_know_never_reaches_it(
    found: Mapping[str, Judge], vendor: str
) -> None:
    answer = await asked(found[vendor], "POST", MAKES[vendor], vendor, {"bogus": 1})
    assert answer.status_code in (400, 422)
    assert (await asked(found[vendor], "GET", "/bogus", vendor)).status_code == 404


async def asked(
    judge: Judge, method: str, path: str, vendor: str, body: object = None
) -> httpx.Response:
    """What comes of one request, whether or not anybody is behind the judge."""
    auth = httpx.BasicAuth(EMAIL, KEYS[vendor]) if vendor == "upstash" else None
    headers = {} if auth else {"Authorization": f"Bearer {KEYS[vendor]}"}
    async with httpx.AsyncClient(timeout=30, headers=headers, auth=auth) as http:
        return await http.request(method, judge.url + path, json=body)
