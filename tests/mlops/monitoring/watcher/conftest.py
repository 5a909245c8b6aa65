"""A Prometheus with a past and an Alertmanager with a present, both real."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import httpx
import pytest

from functions.adapters.system import SystemClock
from mlops.local.free_port import LOOPBACK, free_port
from mlops.local.process import Command, running

PROMETHEUS, PROMTOOL = shutil.which("prometheus"), shutil.which("promtool")
ALERTMANAGER = shutil.which("prometheus-alertmanager") or shutil.which("alertmanager")
READY_S_MAX = 30
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
NOW = SystemClock().now().replace(microsecond=0)
MIDNIGHT = datetime.combine(NOW.date(), time(), UTC)
SLOS = {"slo:objective": 0.99, "slo:error_budget_remaining:ratio30d": 0.4}
RULES = """
groups:
  - name: known
    rules:
      - alert: PageDown
        expr: vector(0) > 1
        annotations: {summary: The page does not load, runbook_url: docs/runbooks/PageDown.md}
      - alert: JobSilent
        expr: vector(0) > 1
        annotations: {summary: "{{ $labels.job_name }} is silent", runbook_url: docs/x.md}
"""


def samples() -> Iterator[str]:
    """Three days of probes of which the page failed a quarter of yesterday, and older days."""
    yield "# TYPE candor_probe_success gauge"
    at, probes = MIDNIGHT - 2 * DAY, 0
    counted = []
    while at <= NOW:
        yesterday_first_quarter = timedelta() <= at - (MIDNIGHT - DAY) < DAY / 4
        for target, up in (("page", not yesterday_first_quarter), ("forecast", True)):
            yield f'candor_probe_success{{target="{target}"}} {int(up)} {at.timestamp():.0f}'
        counted.append(f'candor_probes_total{{target="page"}} {probes} {at.timestamp():.0f}')
        at, probes = at + 5 * MINUTE, probes + 5
    yield "# TYPE candor_probes counter"
    yield from counted
    yield "# TYPE target:candor_probe_success:avg1d gauge"
    for back, share in ((2, 0.75), (7, 0.5)):
        before_midnight = (MIDNIGHT - back * DAY - MINUTE).timestamp()
        yield f'target:candor_probe_success:avg1d{{target="page"}} {share} {before_midnight:.0f}'
    for name, value in SLOS.items():
        yield f"# TYPE {name} gauge"
        for slo in ("reads", "page"):
            told = value if slo == "reads" or name == "slo:objective" else "NaN"
            yield f'{name}{{slo="{slo}"}} {told} {NOW.timestamp():.0f}'
    yield "# TYPE slo:errors:ratio_rate30d gauge"
    yield f'slo:errors:ratio_rate30d{{slo="reads"}} 0.006 {NOW.timestamp():.0f}'
    yield "# TYPE ALERTS gauge"
    for labels, begins, minutes in (
        ('alertname="PageDown",component="page",severity="critical",instance="a"', 600, 20),
        ('alertname="PageDown",component="page",severity="critical",instance="a"', 300, 10),
        ('alertname="JobSilent",component="jobs",severity="warning",job_name="score"', 100, 30),
        ('alertname="JobSilent",component="jobs",severity="warning",escalated="true"', 80, 10),
        ('alertname="Watchdog",component="monitoring",severity="none"', 500, 400),
    ):
        for minute in range(minutes + 1):
            second = (NOW - begins * MINUTE + minute * MINUTE).timestamp()
            yield f'ALERTS{{alertstate="firing",{labels}}} 1 {second:.0f}'
    yield "# EOF"


@pytest.fixture(scope="module")
def prometheus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Prometheus that remembers the samples, and scrapes nothing."""
    home = tmp_path_factory.mktemp("prometheus")
    (home / "history.txt").write_text("\n".join([*samples(), ""]))
    (home / "rules.yml").write_text(RULES)
    (home / "prometheus.yml").write_text("rule_files: [rules.yml]\n")
    subprocess.run(
        (str(PROMTOOL), "tsdb", "create-blocks-from", "openmetrics", "-q",
         str(home / "history.txt"), str(home / "data")),
        check=True,
    )  # fmt: skip
    port = free_port()
    with served(
        home, port, str(PROMETHEUS), f"--config.file={home}/prometheus.yml",
        f"--storage.tsdb.path={home}/data", f"--web.listen-address={LOOPBACK}:{port}",
        "--storage.tsdb.retention.time=100d",
    ) as url:  # fmt: skip
        yield url


@pytest.fixture(scope="module")
def alertmanager(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An Alertmanager with one alert that fires, one that is acknowledged, and a watchdog."""
    home = tmp_path_factory.mktemp("alertmanager")
    (home / "alertmanager.yml").write_text(
        "route: {receiver: nobody}\nreceivers: [{name: nobody}]\n"
    )
    port = free_port()
    with served(
        home, port, str(ALERTMANAGER), f"--config.file={home}/alertmanager.yml",
        f"--storage.path={home}/data", f"--web.listen-address={LOOPBACK}:{port}",
        "--cluster.listen-address=",
    ) as url:  # fmt: skip
        with httpx.Client(base_url=url, trust_env=False) as http:
            alerts = [
                firing("CacheDown", "cache", "warning", environment="development"),
                firing("VendorFailing", "vendors", "critical", vendor="upstash"),
                firing("Watchdog", "monitoring", "none"),
            ]
            http.post("/api/v2/alerts", json=alerts).raise_for_status()
            silence = {
                "matchers": [{"name": "alertname", "value": "CacheDown", "isRegex": False}],
                "startsAt": NOW.isoformat(), "endsAt": (NOW + DAY).isoformat(),
                "createdBy": "Ada", "comment": "looking into it",
            }  # fmt: skip
            http.post("/api/v2/silences", json=silence).raise_for_status()
        yield url


@contextmanager
def served(home: Path, port: int, *argv: str) -> Iterator[str]:
    """A server on a port for the length of a block, and its URL."""
    url = f"http://{LOOPBACK}:{port}"

    def is_ready() -> bool:
        try:
            return httpx.get(f"{url}/-/ready", timeout=1, trust_env=False).is_success
        except httpx.HTTPError:
            return False

    with (home / "log").open("wb") as log, running(Command(argv), log, is_ready, READY_S_MAX):
        yield url


def firing(alert: str, component: str, severity: str, **labels: str) -> dict[str, object]:
    """An alert as Prometheus sends it."""
    return {
        "labels": {"alertname": alert, "component": component, "severity": severity, **labels},
        "annotations": {"summary": f"{alert} it is", "runbook_url": f"docs/runbooks/{alert}.md"},
        "startsAt": (NOW - 15 * MINUTE).isoformat(),
        "endsAt": (NOW + DAY).isoformat(),
    }
