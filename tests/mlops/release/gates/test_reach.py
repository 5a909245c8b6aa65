"""Every address that the gates speak to is one of the environment's; no sentence shows a secret."""

import httpx
import pytest

from functions.domain.errors import InvalidInput, VendorUnavailable
from mlops.release.declared.release import Service
from mlops.release.gates.reach import Place, Reach, on_render, on_vercel
from mlops.release.gates.target import Target
from tests.mlops.release.gates.product import DOMAIN, MLFLOW, NEW, SECRET, START, Hosts, running
from tests.mlops.release.rig import DOMAINS, Rig

PASSWORD = "a-password-of-prometheus-for-tests"


async def opened(reach: Reach, **arguments: str) -> Target:
    async with reach({"at": "domain", **arguments}) as target:
        return target


async def test_a_deployment_on_vercel_is_tried_at_its_own_address(rig: Rig) -> None:
    serving = rig.site.domains()[DOMAINS[0]]
    assert serving is not None
    locate = on_vercel(rig.vercel)
    assert await locate(serving) == f"https://{rig.site.deployment(serving).url}"
    target = await opened(Reach(DOMAIN, SECRET, locate), at=serving, before=serving, commit=NEW)
    assert target.before is not None
    assert target.api.address == target.before.address == await locate(serving)


async def test_services_on_render_are_asked_where_render_says(rig: Rig) -> None:
    declared = {
        "mlflow": Service.model_validate(["candor-mlflow", "/health", "/version"]),
        "prometheus": Service.model_validate(["candor-prometheus", ""]),
    }
    found = await on_render(rig.render, declared)
    address = "https://candor-mlflow.onrender.example"
    assert found == {"mlflow": Place(f"{address}/health", f"{address}/version")}
    target = await opened(Reach(DOMAIN, SECRET, services=found))
    service = target.services["mlflow"]
    asked = (service.site.address, service.health, service.version)
    assert asked == (address, "/health", "/version")


async def test_a_service_whose_health_is_declared_and_cannot_be_reached_is_refused(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden = (await rig.render.named("candor-mlflow")).model_copy(update={"url": ""})

    async def named(_: str) -> object:
        return hidden

    monkeypatch.setattr(rig.render, "named", named)
    with pytest.raises(InvalidInput, match="candor-mlflow on Render has no address"):
        await on_render(
            rig.render, {"mlflow": Service.model_validate(["candor-mlflow", "/health"])}
        )


async def test_a_deployment_without_an_address_is_not_there_yet(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    serving = rig.site.domains()[DOMAINS[0]]
    assert serving is not None
    sent = (await rig.vercel.deployment(serving)).model_copy(update={"url": None})

    async def deployment(_: str) -> object:
        return sent

    monkeypatch.setattr(rig.vercel, "deployment", deployment)
    with pytest.raises(VendorUnavailable, match="has no address yet"):
        await on_vercel(rig.vercel)(serving)


async def test_where_deployments_have_no_address_the_domain_is_all_there_is() -> None:
    with pytest.raises(InvalidInput, match="dpl_1 has no address of its own here"):
        await opened(Reach(DOMAIN, SECRET), at="dpl_1")


@pytest.mark.parametrize("domain", ["candor.test", "ftp://candor.test", "https://", "/"])
async def test_what_is_no_address_is_refused(domain: str) -> None:
    with pytest.raises(ValueError, match="is no address"):
        await opened(Reach(domain, SECRET))


async def test_no_two_runs_ask_the_same_and_no_secret_is_shown() -> None:
    prometheus = f"https://candor:{PASSWORD}@prometheus.test"
    reach = Reach(DOMAIN, SECRET, prometheus=prometheus, bypass="b" * 32, services={"m": MLFLOW})
    marks = {(await opened(reach)).mark for _ in range(3)}
    assert [len(mark) for mark in marks] == [8, 8, 8]
    for shown in (repr(reach), repr(await opened(reach))):
        assert not any(one in shown for one in (SECRET, PASSWORD, "b" * 32))


async def test_prometheus_is_asked_as_the_user_that_it_knows() -> None:
    seen: list[httpx.Request] = []

    def answered(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={"data": {"result": []}})

    prometheus = f"https://candor:{PASSWORD}@prometheus.test"
    reach = Reach(DOMAIN, SECRET, prometheus=prometheus, transport=httpx.MockTransport(answered))
    async with reach({"at": "domain"}) as target:
        assert target.prometheus is not None
        assert await target.prometheus.instant("up", START) == []
    assert seen[0].url.host == "prometheus.test"
    assert seen[0].headers["authorization"].startswith("Basic ")


async def test_without_a_prometheus_nobody_is_asked() -> None:
    async with Reach(DOMAIN, SECRET, transport=Hosts(candor=running(NEW)))(
        {"at": "domain"}
    ) as target:
        assert target.prometheus is None
