"""Prometheus and Alertmanager, really run: a rule fires and reaches the inbox; silence does too."""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest

from mlops.local.emulators.heartbeat.server import HeartbeatServer
from mlops.local.emulators.mail.server import MailServer
from mlops.local.free_port import free_port
from mlops.local.monitoring_servers import (
    FOLDER,
    AlertmanagerServer,
    PrometheusServer,
    WatcherServer,
    missing_programs,
)
from mlops.local.process import running
from mlops.local.supervisor import Server
from mlops.local.watching import MAIL
from tests.mlops.configuration import environments
from tests.mlops.monitoring.programs import INSTALL
from tests.slow.told_product import Product

pytestmark = pytest.mark.slow

TOKEN = environments.WATCHED["METRICS_TOKEN"]
PASSWORD = environments.WATCHED["PROMETHEUS_PASSWORD"]
HAPPENS_S_MAX = 90
HASTY = {
    "prometheus/prometheus.yml": {"scrape_timeout: 10s": "scrape_timeout: 1s"},
    "alertmanager/alertmanager.yml": {
        "group_wait: 10s": "group_wait: 1s",
        "group_wait: 1m": "group_wait: 1s",
        "group_interval: 30s": "group_interval: 1s",
        "repeat_interval: 50s": "repeat_interval: 1s",
    },
}
PLANTED = """
groups:
  - name: planted
    rules:
      - { alert: Watchdog, expr: vector(1), labels: { severity: none } }
      - alert: Planted
        expr: candor_cache_answers == 1
        labels: { severity: critical, owner: operations, component: cache }
        annotations: { summary: it is planted, description: for a test, runbook_url: docs/x.md }
      - alert: PlantedWarning
        expr: candor_cache_answers == 1
        labels: { severity: warning, owner: operations, component: cache }
        annotations: { summary: it is small, description: for a test, runbook_url: docs/y.md }
"""


@pytest.fixture(autouse=True)
def _installed() -> None:
    if missing := missing_programs():
        pytest.skip(f"{' and '.join(missing)} {INSTALL}")


@pytest.fixture
def product() -> Iterator[Product]:
    with Product() as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def hasty(tmp_path: Path) -> Path:
    """The committed configuration with every wait made short, and alerts that fire at once."""
    folder = tmp_path / "monitoring"
    shutil.copytree(FOLDER, folder)
    (folder / "prometheus/rules/planted.yml").write_text(PLANTED)
    for path, waits in HASTY.items():
        text = (folder / path).read_text()
        for before, after in waits.items():
            assert before in text, f"{path} has no `{before}`"
            text = text.replace(before, after)
        (folder / path).write_text(text)
    return folder


@pytest.fixture
def run(tmp_path: Path) -> Callable[[str, Server], AbstractContextManager[Any]]:
    """Runs a server for the length of a block."""

    @contextmanager
    def run(name: str, server: Server) -> Iterator[None]:
        with (
            (tmp_path / f"{name}.log").open("ab") as log,
            running(server.command(), log, server.is_ready, 30),
        ):
            yield

    return run


def await_true(what: str, is_so: Callable[[], Any]) -> None:
    deadline = time.monotonic() + HAPPENS_S_MAX
    while not is_so():
        assert time.monotonic() < deadline, f"not within {HAPPENS_S_MAX} s: {what}"
        time.sleep(0.2)


@dataclass(frozen=True)
class Watching:
    """Everything that watches the product, wired; and what is asked of it here."""

    mail: MailServer
    heartbeat: HeartbeatServer
    alertmanager: AlertmanagerServer
    watcher: WatcherServer
    prometheus: PrometheusServer

    def up(self) -> set[str]:
        """The jobs whose targets answer."""
        url = f"{self.prometheus.url}/api/v1/targets"
        targets = httpx.get(url, auth=("candor", PASSWORD)).json()["data"]["activeTargets"]
        return {one["labels"]["job"] for one in targets if one["health"] == "up"}

    def mails(self, beginning: str) -> list[dict[str, str]]:
        """Those whose subject begins so, newest first."""
        listed = httpx.get(f"{self.mail.url}/messages.json").json()
        return [one for one in listed if one["subject"].startswith(beginning)]


@pytest.fixture
def watching(product: Product, hasty: Path, tmp_path: Path) -> Watching:
    mail = MailServer(tmp_path / "mail", free_port(), free_port())
    heartbeat = HeartbeatServer(free_port(), mail.smtp_address, "check", period_s=2, grace_s=3)
    receivers = MAIL | {
        "ALERT_SMTP_ADDRESS": mail.smtp_address,
        "ALERT_SLACK_URL": f"{product.url}/slack",
        "ALERT_WEBHOOK_URL": f"{product.url}/hook",
        "HEARTBEAT_URL": heartbeat.ping_url,
    }
    alertmanager = AlertmanagerServer(
        tmp_path / "alertmanager", free_port(), PASSWORD, receivers, hasty
    )
    watcher = WatcherServer(
        free_port(), environments.WATCHED | {"CANDOR_URL": product.url, "PROBE_INTERVAL_S": "5"}
    )
    prometheus = PrometheusServer(
        home=tmp_path / "prometheus",
        port=free_port(),
        product_url=product.url,
        alertmanager_port=alertmanager.port,
        watcher_port=watcher.port,
        metrics_token=TOKEN,
        password=PASSWORD,
        intervals={"SCRAPE_INTERVAL": "1s", "EVALUATION_INTERVAL": "1s"},
        folder=hasty,
    )
    return Watching(mail, heartbeat, alertmanager, watcher, prometheus)


def test_targets_are_up_and_alerts_and_silence_reach_the_inbox(
    product: Product,
    watching: Watching,
    run: Callable[[str, Server], AbstractContextManager[Any]],
) -> None:
    mails, heartbeat = watching.mails, watching.heartbeat
    with ExitStack() as all_along, ExitStack() as alerting:
        all_along.enter_context(run("mail", watching.mail))
        all_along.enter_context(run("heartbeat", heartbeat))
        all_along.enter_context(run("watcher", watching.watcher))
        # Before Prometheus, which offers an alert again after a minute only.
        alerting.enter_context(run("alertmanager", watching.alertmanager))
        all_along.enter_context(run("prometheus", watching.prometheus))

        everybody = {"candor", "watcher", "prometheus", "alertmanager"}
        await_true("all targets up", lambda: watching.up() == everybody)
        assert product.scraped_with == {f"Bearer {TOKEN}"}
        for user in (None, ("candor", "wrong"), ("other", PASSWORD)):
            refused = httpx.get(f"{watching.prometheus.url}/api/v1/targets", auth=user)
            assert refused.status_code == httpx.codes.UNAUTHORIZED
            refused = httpx.post(f"{watching.alertmanager.url}/api/v2/silences", auth=user)
            assert refused.status_code == httpx.codes.UNAUTHORIZED

        title = "[firing critical] Planted: it is planted"
        await_true("an alert in the inbox", lambda: mails(title))
        [alert, *_] = mails(title)
        assert alert["to"] == MAIL["ALERT_MAIL_TO"]
        for said in ("for a test", "What to do: docs/x.md", "candor ack Planted --for 2h"):
            assert said in alert["text"]
        await_true("a warning in it", lambda: mails("[firing warning] PlantedWarning: it is"))
        assert mails("[firing none]") == []
        await_true("Slack told", lambda: product.messages["/slack"])
        await_true("the webhook told", lambda: product.messages["/hook"])
        told = {
            one["labels"]["alertname"]
            for message in product.messages["/hook"]
            for one in message["alerts"]
        }
        assert "Planted" in told
        assert not {"Watchdog", "PlantedWarning"} & told

        began = httpx.get(heartbeat.url).json()["last_ping"]
        await_true("a ping", lambda: httpx.get(heartbeat.url).json()["last_ping"] > began)
        before = mails("DOWN")
        time.sleep(heartbeat.period_s + heartbeat.grace_s + 1)
        assert httpx.get(heartbeat.url).json()["status"] == "up", "pings come again and again"
        assert mails("DOWN") == before

        alerting.close()
        await_true("silence in the inbox", lambda: len(mails("DOWN")) > len(before))
        back = len(mails("UP"))
        alerting.enter_context(run("alertmanager", watching.alertmanager))
        await_true("the return in it", lambda: len(mails("UP: alerts work again")) > back)
        assert len(mails("DOWN: nobody is told of alerts")) == len(before) + 1
