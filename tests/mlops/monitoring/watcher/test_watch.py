"""The watcher as a whole: which rounds its settings ask for, and who may read what it saw."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import httpx
import pytest
from starlette.applications import Starlette

from functions.adapters.system import SystemClock
from functions.domain.bearer import Bearer
from functions.domain.metrics.outside import WATCHED
from functions.environment import read_settings
from mlops.monitoring.watcher.app import watcher_app
from mlops.monitoring.watcher.registry import RegistryMeter
from mlops.monitoring.watcher.rounds import Round
from mlops.monitoring.watcher.serve import build
from mlops.monitoring.watcher.settings import WatcherSettings
from mlops.monitoring.watcher.watch import Watch
from tests.mlops.configuration import environments

TOKEN = environments.WATCHED["METRICS_TOKEN"]
LEAST = {**environments.WATCHED, "CANDOR_URL": "http://127.0.0.1:9"}
ADDRESSES = {"PROMETHEUS_ADDRESS": "prometheus:9090", "ALERTMANAGER_ADDRESS": "alertmanager:9093"}
RENDER = {"RENDER_API_KEY": "rnd_kX7pQ2vT9wL4zN8cB1mR6yF3hJ5dG0aS"}
MLFLOW = {
    "MLFLOW_TRACKING_URI": "http://mlflow.candor.market",
    "MLFLOW_WATCHER_PASSWORD": "uH5dG0aSnkX7pQ2vT9wL4zN8cB1mR6yF3hJ5",
}
UPSTASH = {
    "UPSTASH_EMAIL": "ada@candor.market",
    "UPSTASH_API_KEY": "q9Wm3Ez7Rx1Tc5Yv8Ub2In6Om4Pa0Sd-Fg",
    "UPSTASH_DATABASE_ID": "db-1",
}


def watch(**given: str) -> Watch:
    return watch_telling([], **given)


def watch_telling(told: list[str], **given: str) -> Watch:
    """One whose report is only noted."""

    async def send_report(*how: str) -> None:
        told.extend(how)

    settings = read_settings(WatcherSettings, LEAST | given)
    meter, clock = RegistryMeter(WATCHED), SystemClock()
    return Watch(settings, meter, clock, ssl.create_default_context(), send_report)


@pytest.mark.parametrize(
    ("given", "base"),
    [
        ({}, ""),
        ({"RUNBOOKS_URL": "https://example.test/blob/main/"}, "https://example.test/blob/main"),
    ],
)
async def test_the_report_is_told_where_runbooks_are_read(given: dict[str, str], base: str) -> None:
    told: list[str] = []
    *_, report = watch_telling(told, **ADDRESSES, **given).rounds()
    await report.work()
    assert told[-1] == base


@pytest.mark.parametrize(
    ("given", "rounds"),
    [
        ({}, []),
        (RENDER, ["render"]),
        (MLFLOW, ["mlflow"]),
        (UPSTASH, ["quotas"]),
        (ADDRESSES, ["report"]),
        (RENDER | MLFLOW | UPSTASH | ADDRESSES, ["render", "mlflow", "quotas", "report"]),
    ],
)
def test_a_round_without_its_settings_is_not_made(given: dict[str, str], rounds: list[str]) -> None:
    assert [one.name for one in watch(**given).rounds()] == ["probes", "certificates", *rounds]


async def test_prometheus_and_alertmanager_are_asked_with_their_user() -> None:
    told: list[str] = []

    async def send_report(*given: str) -> None:
        told.extend(given)

    [report] = [one for one in replace(watch(**ADDRESSES), send_report=send_report).rounds()
                if one.name == "report"]  # fmt: skip
    await report.work()
    user = f"candor:{LEAST['PROMETHEUS_PASSWORD']}"
    assert told[:2] == [f"http://{user}@prometheus:9090", f"http://{user}@alertmanager:9093"]


def test_the_pace_of_probes_is_a_setting_and_each_target_is_known() -> None:
    one = watch(PROBE_INTERVAL_S="300", GRAFANA_URL="http://grafana.market", **MLFLOW, **ADDRESSES)
    assert next(one.rounds()).interval_s == 300
    assert {probe.target: probe.url for probe in one.probes()} == {
        "page": "http://127.0.0.1:9/",
        "api": "http://127.0.0.1:9/api/health",
        "forecast": "http://127.0.0.1:9/api/v1/forecast",
        "mlflow": "http://mlflow.candor.market/health",
        "grafana": "http://grafana.market/api/health",
        "prometheus": f"http://candor:{LEAST['PROMETHEUS_PASSWORD']}@prometheus:9090/-/healthy",
    }


@asynccontextmanager
async def served(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    """The app between its start and its shutdown."""
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://watcher.test"
        ) as client,
    ):
        await asyncio.sleep(0.01)  # its rounds begin
        yield client


def app() -> Starlette:
    return build(read_settings(WatcherSettings, LEAST))


async def test_who_has_the_token_reads_what_was_seen_in_either_format() -> None:
    allowed = {"Authorization": f"Bearer {TOKEN}"}
    async with served(app()) as client:
        answer = await client.get("/metrics", headers=allowed)
        assert answer.status_code == httpx.codes.OK
        assert answer.headers["content-type"].startswith("text/plain; version=")
        assert 'candor_watcher_rounds_failed_total{round="probes"} 0.0' in answer.text
        open_metrics = {"Accept": "application/openmetrics-text; version=1.0.0"}
        answer = await client.get("/metrics", headers=allowed | open_metrics)
        assert answer.headers["content-type"].startswith("application/openmetrics-text")
        assert answer.text.endswith("# EOF\n")


@pytest.mark.parametrize("sent", [{}, {"Authorization": f"Bearer {TOKEN}x"}, {"Authorization": ""}])
async def test_nobody_else_reads_it_and_health_is_everybodys(sent: dict[str, str]) -> None:
    async with served(app()) as client:
        answer = await client.get("/metrics", headers=sent)
        assert answer.status_code == httpx.codes.UNAUTHORIZED
        assert (await client.get("/health")).text == "OK\n"


async def test_what_a_rotation_replaced_is_accepted_until_it_is_retired() -> None:
    rounds: list[Round] = []
    accepted = Bearer(TOKEN, "the-one-before-" * 3)
    app = watcher_app(rounds, RegistryMeter(WATCHED), SystemClock(), accepted)
    async with served(app) as client:
        for token, status in ((TOKEN, 200), ("the-one-before-" * 3, 200), ("another" * 6, 401)):
            answer = await client.get("/metrics", headers={"Authorization": f"Bearer {token}"})
            assert answer.status_code == status


async def test_the_rounds_end_with_the_process() -> None:
    began, ended = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        began.set()
        try:
            await asyncio.sleep(60)
        finally:
            ended.set()

    rounds = [Round("probes", 60, 60, work)]
    async with served(watcher_app(rounds, RegistryMeter(WATCHED), SystemClock(), Bearer(TOKEN))):
        await asyncio.wait_for(began.wait(), 10)
        assert not ended.is_set()
    assert ended.is_set()
