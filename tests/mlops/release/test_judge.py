"""The judge judges: what is outside a vendor's document is found, in requests and in answers."""

import pytest
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from mlops.release.clients.api import Call
from mlops.release.clients.vercel import WHATEVER
from tests.mlops.environments.vendors import Vendors
from tests.mlops.release.judge import SPECS
from tests.mlops.release.rig import Rig

pytestmark = pytest.mark.skipif(not SPECS, reason="CANDOR_SPECS names no vendors' documents")
PLACES = [
    ("render", "/services/srv-1/deploys", {"commitId": 7}),
    ("render", "/services/srv-1/rollback", {"deployId": None}),
    ("vercel", "/v13/deployments", {"bogus": 1}),
    ("vercel", "/v10/projects/prj_1/env", [{"key": "A"}]),
]


async def answered(rig: Rig, vendor: str, call: Call, answer: Response) -> list[str]:
    """What the judge finds when a vendor answers so."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await answer(scope, receive, send)

    judge = rig.judges[["render", "vercel"].index(vendor)]
    judge._app = app
    api = rig.render_api if vendor == "render" else rig.vercel_api
    await api.ask(WHATEVER, call)
    found, judge.violations = judge.violations, []
    return found


@pytest.mark.parametrize(("vendor", "path", "body"), PLACES)
async def test_a_request_that_the_vendor_does_not_know_is_found(
    rig: Rig, vendor: str, path: str, body: object
) -> None:
    call = Call("POST", path, body)
    found = await answered(rig, vendor, call, JSONResponse({"id": "dep-1"}, 201))
    assert any(said.startswith(f"POST {'/v1' * (vendor == 'render')}{path}") for said in found)


@pytest.mark.parametrize(
    ("vendor", "path"),
    [
        ("render", "/services"),
        ("render", "/services/srv-1"),
        ("render", "/services/srv-1/deploys"),
        ("render", "/services/srv-1/env-vars"),
        ("vercel", "/v9/projects/prj_1"),
        ("vercel", "/v9/projects/prj_1/domains"),
        ("vercel", "/v13/deployments/dpl_1"),
        ("vercel", "/v6/deployments"),
        ("vercel", "/v4/aliases"),
        ("vercel", "/v10/projects/prj_1/env"),
    ],
)
async def test_an_answer_that_the_vendor_does_not_give_is_found(
    rig: Rig, vendor: str, path: str
) -> None:
    assert await answered(rig, vendor, Call("GET", path), JSONResponse({"bogus": 1}))
    assert await answered(rig, vendor, Call("GET", path), JSONResponse([{"deploy": {"bogus": 1}}]))


@pytest.mark.parametrize(
    ("vendor", "path", "body"),
    [
        ("neon", "/projects", {"project": {"pg_version": "new"}}),
        ("upstash", "/redis/database", {"database_name": 1}),
    ],
)
async def test_what_environments_are_made_of_is_judged_too(
    vendor: str, path: str, body: object
) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await JSONResponse([{"database_id": 1}], 201)(scope, receive, send)

    vendors = Vendors()
    vendors.judges[vendor]._app = app
    api = {"neon": vendors.neon._api, "upstash": vendors.upstash._api}[vendor]
    await api.ask(WHATEVER, Call("POST", path, body))
    asked, answered = vendors.violations
    assert "is not of type" in asked
    assert answered


async def test_a_path_or_a_status_that_is_nowhere_written_is_found(rig: Rig) -> None:
    assert await answered(rig, "vercel", Call("GET", "/v7/bogus"), JSONResponse({}))
    path = "/v10/projects/prj_1/promote/dpl_1"
    assert await answered(rig, "vercel", Call("POST", path, {}), Response(status_code=204))
    assert not await answered(rig, "vercel", Call("POST", path, {}), Response(status_code=202))
