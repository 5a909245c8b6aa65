"""A service's own word for what it runs, or that it has none."""

import httpx
import pytest

from functions.domain.errors import VendorUnavailable
from mlops.release.declared.release import Service
from mlops.release.handlers.version import SILENT, SaidVersions, said_commit
from tests.mlops.release.rig import OLD, Rig

ADDRESS = "https://candor.test/version"


def transport(answer: httpx.Response | Exception) -> httpx.MockTransport:
    def answered(_: httpx.Request) -> httpx.Response:
        if isinstance(answer, Exception):
            raise answer
        return answer

    return httpx.MockTransport(answered)


async def test_a_declared_service_is_asked_where_render_says_it_is(rig: Rig) -> None:
    asked: list[str] = []

    def answered(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(200, json={"commit": OLD})

    mlflow, grafana = rig.services
    declared = [
        Service.model_validate([mlflow.name, "/health", "/version"]),
        Service.model_validate([grafana.name, "/health"]),
    ]
    ask = SaidVersions(rig.render, declared, httpx.MockTransport(answered))
    assert await ask(mlflow.id) == OLD
    assert await ask(grafana.id) is None
    [address] = asked
    assert address.startswith("https://")
    assert address.endswith("/version")


async def test_where_nothing_is_at_its_path_it_is_silent() -> None:
    assert await said_commit("mlflow", ADDRESS, transport(httpx.Response(404))) == SILENT


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
        await said_commit("mlflow", ADDRESS, transport(answer))
