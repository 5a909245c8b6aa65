"""The rules and their promtool tests, as data, and promtool itself."""

import re
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from mlops.local.settings import REPOSITORY

FOLDER = REPOSITORY / "mlops/monitoring/prometheus"
RULES = sorted((FOLDER / "rules").glob("*.yml"))
TESTS = sorted((FOLDER / "tests").glob("*.yml"))
NAMED = re.compile(r'alertname="(\w+)"')


@dataclass(frozen=True, slots=True)
class Alert:
    """An alerting rule as written, and the file that it stands in."""

    name: str
    rule: dict[str, Any]
    file: Path


@cache
def read(path: Path) -> dict[str, Any]:
    """A rule file or a test file. Nobody changes what is handed out."""
    found: dict[str, Any] = yaml.load(path.read_text(), yaml.CSafeLoader)
    return found


def groups(path: Path) -> list[dict[str, Any]]:
    """The groups of a rule file."""
    found: list[dict[str, Any]] = read(path)["groups"]
    return found


def alerts() -> list[Alert]:
    """Every alerting rule."""
    return [
        Alert(rule["alert"], rule, path)
        for path in RULES
        for group in groups(path)
        for rule in group["rules"]
        if "alert" in rule
    ]


def recorded() -> list[dict[str, Any]]:
    """Every recording rule."""
    return [
        rule
        for path in RULES
        for group in groups(path)
        for rule in group["rules"]
        if "record" in rule
    ]


def cases_of(name: str, path: Path) -> list[dict[str, Any]]:
    """The tests of a file that speak of one alert, without what they say of others."""
    found = []
    for test in read(path)["tests"]:
        silent = [one for one in test.get("alert_rule_test", []) if one["alertname"] == name]
        firing = [
            one for one in test.get("promql_expr_test", []) if name in NAMED.findall(one["expr"])
        ]
        if silent or firing:
            found.append(test | {"alert_rule_test": silent, "promql_expr_test": firing})
    return found


def promtool(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """What promtool says. Skips where there is none."""
    if shutil.which("promtool") is None:
        pytest.skip("promtool is not installed (make monitoring)")
    return subprocess.run(
        ("promtool", *map(str, arguments)), capture_output=True, text=True, check=False
    )


def write(path: Path, document: dict[str, Any]) -> Path:
    """Write YAML, with the folders on the way to it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(document, sort_keys=False))
    return path


def minutes(texts: Iterable[str]) -> list[float]:
    """Durations such as `5m` or `1d`, in minutes."""
    units = {"s": 1 / 60, "m": 1, "h": 60, "d": 1440}
    return [float(text[:-1]) * units[text[-1]] for text in texts]
