"""A past that never was: every series of the catalogue and of the rules, as Prometheus keeps it."""

import math
import re
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import product
from pathlib import Path

import httpx

from functions.domain.metrics.catalogue import CATALOGUE
from functions.domain.metrics.metric import Kind, Label, Metric, Teller
from mlops.local.free_port import free_port
from mlops.monitoring.dashboards.recorded import RECORDED

STARTED_S_MAX = 20.0
RATE = 0.5
RARE = ("failed", "5xx", "dropped", "stale", "late", "missed", "slow", "opened", "unavailable")
SERVED_BY = {
    Teller.PRODUCT: "candor",
    Teller.RELEASE: "candor",
    Teller.WATCHER: "watcher",
    Teller.SERVER: "prometheus",
}
CONFIG = """\
global: {evaluation_interval: 1s}
rule_files: [rules/*.yml]
"""
PLANTED = """\
groups:
  - name: planted
    rules:
      - alert: Watchdog
        expr: vector(1)
        labels: { severity: none, component: prometheus, owner: operations }
      - alert: SlotMissed
        expr: vector(1)
        labels: { severity: critical, component: jobs, owner: operations }
        annotations:
          summary: A slot of 24h was missed
          runbook_url: https://candor.example/docs/runbooks/SlotMissed.md
      - alert: VenueFailing
        expr: vector(1)
        for: 10h
        labels: { severity: warning, component: venues, owner: operations }
        annotations:
          summary: kraken failed in 40 % of its requests of the last 3 hours
"""


def combinations(labels: tuple[Label, ...]) -> list[str]:
    """All label sets, as the text between the braces."""
    named = [[f'{label.name}="{value}"' for value in label.values] for label in labels]
    return [",".join(one) for one in product(*named)]


def write(path: Path, start: float, end: float, step: float, *, recorded: bool) -> None:
    """OpenMetrics text of every series from start to end, for promtool to make blocks of."""
    times = [start + step * count for count in range(int((end - start) / step) + 1)]
    with path.open("w") as file:
        for metric in CATALOGUE:
            if metric.name == "ALERTS":
                continue
            for number, labels in enumerate(combinations(metric.labels)):
                _write(file.write, metric, labels, number, times, end)
        for one in RECORDED if recorded else ():
            for number, labels in enumerate(combinations(one.labels)):
                for when in times:
                    value = _recorded(one.name, number, when)
                    file.write(f"{one.name}{{{labels}}} {value:.6g} {when:.0f}\n")
        file.write("# EOF\n")


def _write(
    write: Callable[[str], object],
    metric: Metric,
    labels: str,
    number: int,
    times: list[float],
    end: float,
) -> None:
    where = [labels] if labels else []
    if not any(label.name == "job" for label in metric.labels):
        where.append(f'job="{SERVED_BY[metric.teller]}",instance="synthetic"')
    shared = ",".join(where)
    for when in times:
        grown = _grown(number, when - times[0] + 3600)
        if metric.kind is Kind.COUNTER:
            rare = any(word in metric.name + shared for word in RARE)
            value = grown // 500 if rare else grown
            write(f"{metric.name}_total{{{shared}}} {value:.0f} {when:.0f}\n")
        elif metric.kind is Kind.GAUGE:
            write(f"{metric.name}{{{shared}}} {_gauge(metric, number, when, end):.9g} {when:.0f}\n")
        else:
            bounds = [*map(str, map(float, metric.buckets)), "+Inf"]
            for place, bound in enumerate(bounds, 1):
                inside = round(
                    grown * (1 - math.exp(-4 * place / len(bounds))) / (1 - math.exp(-4))
                )
                write(f'{metric.name}_bucket{{{shared},le="{bound}"}} {inside} {when:.0f}\n')
            write(f"{metric.name}_sum{{{shared}}} {grown / 3:.3f} {when:.0f}\n")
            write(f"{metric.name}_count{{{shared}}} {grown:.0f} {when:.0f}\n")


def _grown(number: int, seconds: float) -> float:
    """A total that grows faster and slower by turns, and never falls."""
    day = 86_400.0 / (2 * math.pi)
    turns = math.sin(number * 1.7 + seconds / day) - math.sin(number * 1.7)
    return float(round(RATE / (1 + number) * (seconds + 0.9 * day * turns))) + 1


def _wave(number: int, when: float) -> float:
    """Between 0 and 1, another for each series; over a day, so that sums of it still grow."""
    return 0.5 + 0.5 * math.sin(number * 1.7 + when / 86_400.0 * 2 * math.pi)


def _gauge(metric: Metric, number: int, when: float, end: float) -> float:
    if metric.unit == "timestamp_seconds":
        expires = "expires" in metric.name
        return end + (number + 2) * 30 * 86_400.0 if expires else when - when % 3600.0
    if metric.unit == "bytes":
        return (number + 1) * 1e8 * (3 if "limit" in metric.name else 1 + _wave(number, when))
    if metric.unit in ("ratio", "cores"):
        return 0.5 + 0.4 * _wave(number, when)
    if metric.name in ("up", "candor_cache_answers", "candor_ledger_holds", "candor_probe_success"):
        return 1.0
    return 1 + number + round(5 * _wave(number, when))


def _recorded(name: str, number: int, when: float) -> float:
    wave = _wave(number, when)
    if name == "slo:objective":
        return 0.999 - number * 0.004
    if "remaining" in name or "avg1" in name:
        return 1 - 0.2 * wave * number / 5
    if "error" in name:
        return 0.002 * wave
    return 0.05 + 0.3 * wave


@contextmanager
def prometheus(
    folder: Path, hours: float, step: float = 60.0, rules: Sequence[Path] = ()
) -> Iterator[str]:
    """The address of a Prometheus that remembers the last hours.

    What rules record is remembered too, unless rules are given that record it from now on.
    """
    end = time.time()
    write(folder / "past.txt", end - hours * 3600, end, step, recorded=not rules)
    (folder / "rules").mkdir()
    for path in rules:
        hasty = re.sub(r"\binterval: \w+", "interval: 1s", path.read_text())
        (folder / "rules" / path.name).write_text(hasty)
    blocks = ("promtool", "tsdb", "create-blocks-from", "openmetrics", "past.txt", "data")
    subprocess.run(blocks, cwd=folder, check=True, capture_output=True)
    if not rules:
        (folder / "rules" / "planted.yml").write_text(PLANTED)
    (folder / "prometheus.yml").write_text(CONFIG)
    address = f"127.0.0.1:{free_port()}"
    words = (
        "prometheus", "--config.file=prometheus.yml", "--storage.tsdb.path=data",
        "--storage.tsdb.retention.time=100d", f"--web.listen-address={address}",
        "--log.level=error",
    )  # fmt: skip
    with subprocess.Popen(words, cwd=folder) as server:
        try:
            _await_ready(f"http://{address}")
            yield f"http://{address}"
        finally:
            server.terminate()


def _await_ready(url: str) -> None:
    deadline = time.monotonic() + STARTED_S_MAX
    while True:
        try:
            if httpx.get(f"{url}/-/ready").status_code == 200:
                return
        except httpx.TransportError:
            pass
        assert time.monotonic() < deadline, "Prometheus does not start"
        time.sleep(0.1)
