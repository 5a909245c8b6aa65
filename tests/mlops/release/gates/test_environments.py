"""Each environment of release.yml is reached by what its own settings or its record say."""

from dataclasses import fields
from typing import Any

import httpx
from pydantic import HttpUrl, SecretStr

from functions.domain.world import Mode
from mlops.local.stack_record import RunningStack
from mlops.operations import OperationsSettings, ReleaseSettings
from mlops.release.declared.release import Service, read_release
from mlops.release.gates.environments import deployed_reach, local_reach
from mlops.release.gates.reach import Place, Reach
from tests.mlops.release.gates.product import SECRET
from tests.mlops.release.rig import KEY, TOKEN, Rig

HERE = "http://127.0.0.1:8001"
PASSWORD = "a-password/of:prometheus@for?tests"
BYPASS = "a-bypass-of-the-protection-of-deployments"


def stack(**more: Any) -> RunningStack:
    """A stack that runs, as it is recorded; nothing watches it unless `more` says so."""
    empty = dict.fromkeys((one.name for one in fields(RunningStack)), "")
    given = {"cron_secret": SECRET, "mode": Mode.REPLAY, **more}
    return RunningStack(**{**empty, **given})


async def here(rig: Rig, **more: Any) -> Reach:
    mlflow = Service.model_validate(["candor-mlflow", "/health"])
    environment = read_release().environment("development")
    return await local_reach(
        environment.model_copy(update={"url": HERE, "render": {"mlflow": mlflow}}),
        stack(**more),
        rig.vercel,
        rig.render,
    )


async def test_this_machine_is_reached_where_its_platforms_serve(rig: Rig) -> None:
    reach = await here(rig)
    assert (reach.domain, reach.cron_secret, reach.prometheus) == (HERE, SECRET, "")
    assert reach.services == {"mlflow": Place("https://candor-mlflow.onrender.example/health")}
    [deployment] = rig.site.deployments()
    assert await reach.locate(deployment.id) == f"http://{deployment.url}"


async def test_the_stacks_own_prometheus_is_asked_where_it_runs(rig: Rig) -> None:
    url = "http://127.0.0.1:8004"
    reach = await here(rig, prometheus_url=url, prometheus_password=PASSWORD)
    prometheus = httpx.URL(reach.prometheus)
    assert (prometheus.host, prometheus.port) == ("127.0.0.1", 8004)
    assert (prometheus.username, prometheus.password) == ("candor", PASSWORD)


async def deployed(rig: Rig, **more: Any) -> Any:
    mlflow = Service.model_validate(["candor-mlflow", "/health", "/version"])
    environment = read_release().environment("staging")
    return await deployed_reach(
        environment.model_copy(update={"render": {"mlflow": mlflow}}),
        OperationsSettings.model_construct(
            cron_secret=SecretStr(SECRET), **{"prometheus_url": None, **more}
        ),
        ReleaseSettings.model_construct(
            vercel_token=SecretStr(TOKEN),
            render_api_key=SecretStr(KEY),
            vercel_automation_bypass_secret=SecretStr(BYPASS),
        ),
        rig.vercel,
        rig.render,
    )


async def test_a_deployed_environment_is_reached_at_its_declared_address(rig: Rig) -> None:
    reach = await deployed(rig)
    assert (reach.domain, reach.bypass) == ("https://staging.candor.example", BYPASS)
    address = "https://candor-mlflow.onrender.example"
    assert reach.services == {"mlflow": Place(f"{address}/health", f"{address}/version")}
    assert reach.prometheus == ""


async def test_its_prometheus_is_asked_where_it_is_named(rig: Rig) -> None:
    url, password = HttpUrl("https://prometheus.example"), SecretStr(PASSWORD)
    reach = await deployed(rig, prometheus_url=url, prometheus_password=password)
    prometheus = httpx.URL(reach.prometheus)
    assert (prometheus.host, prometheus.password) == ("prometheus.example", PASSWORD)
