"""Prometheus and Alertmanager, really run: a rule fires and its message arrives."""

import json
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest

from mlops.deployment.monitoring import ALERTMANAGERS, FOLDER, Monitoring, Watched
from mlops.local.free_port import free_port

pytestmark = pytest.mark.slow

TOKEN = "a-token-of-who-watches-0123456789abcdef"
FIRES_S_MAX = 90
HASTY = {
    "prometheus/prometheus.yml": {
        "interval: 60s": "interval: 1s",
        "interval: 30s": "interval: 1s",
        "timeout: 10s": "timeout: 1s",
    },
    "prometheus/rules.yml": {"for: 5m": "for: 2s", "for: 15m": "for: 2s"},
    "alertmanager/alertmanager.yml": {"group_wait: 30s": "group_wait: 1s"},
}
NEEDED = ("prometheus", "promtool", "amtool")


@pytest.fixture(autouse=True)
def _installed() -> None:
    missing = [name for name in NEEDED if shutil.which(name) is None]
    if missing or not any(map(shutil.which, ALERTMANAGERS)):
        pytest.skip("Prometheus and Alertmanager are not installed (apt-get install prometheus"
                    " prometheus-alertmanager)")  # fmt: skip


class Product(ThreadingHTTPServer):
    """A product that tells of old documents to who has the token, and takes webhooks."""

    def __init__(self) -> None:
        self.scraped_with: set[str | None] = set()
        self.messages: list[dict[str, Any]] = []
        super().__init__(("127.0.0.1", 0), _Answers)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Answers(BaseHTTPRequestHandler):
    server: Product

    def do_GET(self) -> None:
        self.server.scraped_with.add(self.headers["Authorization"])
        body = b"candor_scores_made_timestamp_seconds 1\ncandor_cache_answers 1\n"
        self._answer(body if self.path == "/api/metrics" else b"")

    def do_POST(self) -> None:
        self.server.messages.append(
            json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        )
        self._answer(b"ok")

    def _answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; version=0.0.4")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def product() -> Iterator[Product]:
    with Product() as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The committed configuration with every wait made short."""
    folder = tmp_path / "monitoring"
    shutil.copytree(FOLDER, folder)
    for path, waits in HASTY.items():
        text = (folder / path).read_text()
        for before, after in waits.items():
            assert before in text, f"{path} has no `{before}`"
            text = text.replace(before, after)
        (folder / path).write_text(text)
    monkeypatch.setattr("mlops.deployment.monitoring.FOLDER", folder)
    return tmp_path / "home"


def await_true(what: str, is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + FIRES_S_MAX
    while not is_so():
        assert time.monotonic() < deadline, f"not within {FIRES_S_MAX} s: {what}"
        time.sleep(0.5)


def test_targets_are_up_and_a_rule_fires_through_to_the_receiver(
    product: Product, hasty: Path
) -> None:
    watched = Watched(product.url, TOKEN, f"{product.url}/hook")
    servers = Monitoring(watched, hasty, free_port(), free_port())

    def up() -> set[str]:
        answer = httpx.get(f"{servers.prometheus_url}/api/v1/targets").json()
        targets = answer["data"]["activeTargets"]
        return {one["labels"]["job"] for one in targets if one["health"] == "up"}

    with servers.run():
        await_true("all targets up", lambda: up() == {"candor", "prometheus", "alertmanager"})
        await_true("a message arrives", lambda: bool(product.messages))
        assert product.scraped_with == {f"Bearer {TOKEN}"}
        [attachment, *_] = product.messages[0]["attachments"]
        assert attachment["title"].startswith("firing: Nothing was published for ")
        alerts = httpx.get(f"{servers.alertmanager_url}/api/v2/alerts").json()
        assert "JobsSilent" in {one["labels"]["alertname"] for one in alerts}


def test_rules_and_configurations_are_valid_and_do_what_their_tests_say() -> None:
    prometheus = FOLDER / "prometheus"
    for words in (
        ("promtool", "check", "rules", "--lint=all", "rules.yml"),
        ("promtool", "test", "rules", "rules_test.yml"),
        ("promtool", "check", "config", "--syntax-only", "prometheus.yml"),
        ("amtool", "check-config", "../alertmanager/alertmanager.yml"),
    ):
        done = subprocess.run(words, cwd=prometheus, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("server", "environment", "sentence"),
    [
        ("prometheus", {}, "set CANDOR_URL to where the product is"),
        ("prometheus", {"CANDOR_URL": "x"}, "set METRICS_TOKEN to what the product has"),
        ("alertmanager", {}, "set ALERT_WEBHOOK_URL to a Slack-compatible webhook"),
    ],
)
def test_a_server_without_its_settings_says_what_to_set(
    server: str, environment: dict[str, str], sentence: str
) -> None:
    done = subprocess.run(
        (FOLDER / server / "start.sh",),
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert sentence in done.stderr
