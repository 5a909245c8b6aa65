"""Alerts ask for what is really told, say who mends what and how, and are all tested."""

import re
from pathlib import Path
from typing import Any

import pytest

from functions.domain.metrics.catalogue import CATALOGUE
from functions.domain.metrics.labels import READS, ROUTE
from functions.domain.metrics.metric import Kind, Label
from mlops.local.settings import REPOSITORY
from mlops.monitoring.promql import grouped_labels, selectors, windows
from mlops.monitoring.slo.promises import PROMISES, READ
from tests.mlops.monitoring.rule_files import (
    RULES,
    TESTS,
    Alert,
    alerts,
    cases_of,
    groups,
    minutes,
    promtool,
    read,
    recorded,
)

ALERTS = alerts()
SEVERITIES = {"critical", "warning", "none"}
OWNERS = {"operations", "data", "forecasting", "page"}
COMPONENTS = {
    "api", "page", "jobs", "data", "forecasts", "ledger", "database", "cache", "venues",
    "vendors", "mlflow", "platform", "monitoring", "readers",
}  # fmt: skip
ALWAYS_FIRES = "Watchdog"
ESCALATES = "WarningUnattended"
SCRAPED = Label("job", ("candor", "watcher", "prometheus", "alertmanager"))
INTEGRATION = Label("integration", ("slack", "email", "webhook"))
OF_SERVERS = {
    "up": (SCRAPED,),
    "scrape_duration_seconds": (SCRAPED,),
    "ALERTS": (
        Label("alertname", tuple(one.name for one in ALERTS)),
        Label("alertstate", ("pending", "firing")),
        Label("severity", tuple(SEVERITIES)),
        Label("component", tuple(COMPONENTS)),
    ),
    "alertmanager_notifications_total": (INTEGRATION,),
    "alertmanager_notifications_failed_total": (INTEGRATION,),
}
"""Labels that Prometheus and Alertmanager give to their own series, as far as they are used."""


def known() -> dict[str, dict[str, Label]]:
    """Every series that may be asked for, with its labels by name."""
    found: dict[str, dict[str, Label]] = {}
    for metric in CATALOGUE:
        for series in metric.series:
            labels = {label.name: label for label in metric.labels}
            if metric.kind is Kind.HISTOGRAM and series.endswith("_bucket"):
                labels["le"] = Label("le", (*(str(float(one)) for one in metric.buckets), "+Inf"))
            labels |= {label.name: label for label in OF_SERVERS.get(series, ())}
            found[series] = labels
    every = {name: label for labels in found.values() for name, label in labels.items()}
    every["slo"] = Label("slo", tuple(promise.id for promise in PROMISES))
    for rule in recorded():
        names = (grouped_labels(rule["expr"]) | set(rule.get("labels", {}))) - {"le"}
        if "(" not in rule["expr"].replace("(1 - ", ""):  # arithmetic keeps the labels
            names |= {name for one in selectors(rule["expr"]) for name in found[one.series]}
        found[rule["record"]] = {name: every.get(name, Label(name, ())) for name in names}
    return found


KNOWN = known()


def wrong(expression: str) -> list[str]:
    """What an expression asks for that nobody tells, in words."""
    found = []
    grouped: set[str] = set()
    for selector in selectors(expression):
        labels = KNOWN.get(selector.series)
        if labels is None:
            found.append(f"no series {selector.series}")
            continue
        grouped |= set(labels)
        for matcher in selector.matchers:
            label = labels.get(matcher.label)
            if label is None:
                found.append(f"{selector.series} has no label {matcher.label}")
            elif not _takes(label, matcher.operator, matcher.value):
                found.append(f"{matcher.label} is never {matcher.value}")
    # label_replace and absent() make labels of their own; neither is grouped by.
    found += [f"nothing has {label}" for label in grouped_labels(expression) - grouped]
    return found


def _takes(label: Label, operator: str, value: str) -> bool:
    if "~" not in operator:
        return value in label.values
    return all(any(re.fullmatch(part, one) for one in label.values) for part in value.split("|"))


EXPRESSIONS = [
    *(pytest.param(one.rule["expr"], id=one.name) for one in ALERTS),
    *(pytest.param(one["expr"], id=f"{one['record']}-{at}") for at, one in enumerate(recorded())),
]


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_rules_ask_for_series_labels_and_values_that_are_told(expression: str) -> None:
    assert wrong(expression) == []


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("candor_nothing > 1", "no series candor_nothing"),
        ('up{target="api"}', "up has no label target"),
        ('up{job="mlflow"}', "job is never mlflow"),
        ('sum(candor_slots_missed_total{horizon=~"1h|2h"})', "horizon is never 1h|2h"),
        ('candor_web_vital_seconds_bucket{le="3"}', "le is never 3"),
        ("sum by (venue) (up)", "nothing has venue"),
    ],
)
def test_what_nobody_tells_is_found(expression: str, said: str) -> None:
    assert wrong(expression) == [said]


@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.stem)
def test_rules_are_tested_with_series_that_can_be(path: Path) -> None:
    series = {
        one["series"] for test in read(path)["tests"]
        for one in test["input_series"]
    }  # fmt: skip
    allowed = {"owner", "target"} if path.stem == "escalation" else set()
    found = [said for one in series for said in wrong(one)]
    assert [one for one in found if one.split()[-1] not in allowed] == []


def test_the_matchers_of_reads_select_the_reads() -> None:
    keeps, drops = (re.search('"(.*)"', one) for one in READ)
    assert keeps is not None
    assert drops is not None
    selected = {
        route for route in ROUTE.values
        if re.fullmatch(keeps[1], route) and not re.fullmatch(drops[1], route)
    }  # fmt: skip
    assert selected == set(READS)
    for rule in recorded():
        if rule["record"].startswith("reads:"):
            assert ",".join(READ) in rule["expr"]


def test_names_are_unique() -> None:
    names = [one.name for one in ALERTS]
    assert len(names) == len(set(names))
    ids = [group["name"] for path in RULES for group in groups(path)]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("alert", ALERTS, ids=lambda one: one.name)
def test_alerts_say_how_bad_it_is_whose_it_is_and_what_to_do(alert: Alert) -> None:
    labels, annotations = alert.rule["labels"], alert.rule["annotations"]
    assert labels["severity"] in SEVERITIES
    assert (labels["severity"] == "none") == (alert.name == ALWAYS_FIRES)
    if alert.name != ESCALATES:  # which keeps the labels of what it escalates
        assert labels["owner"] in OWNERS
        assert labels["component"] in COMPONENTS
    assert annotations.keys() == {"summary", "description", "runbook_url"}
    assert len(annotations["summary"]) <= 90
    assert annotations["description"].endswith(".")
    assert (REPOSITORY / annotations["runbook_url"]).is_file()


def test_no_window_is_shorter_than_five_scrapes() -> None:
    """Prometheus 3 leaves out the sample at a window's very beginning, 2.42 does not."""
    for param in EXPRESSIONS:
        assert min(minutes(windows(str(param.values[0]))), default=5) >= 5


def test_what_is_recorded_is_renewed_long_before_it_is_forgotten() -> None:
    """Prometheus forgets a series after five minutes; an alert on it would begin anew."""
    found = [group["interval"] for path in RULES for group in groups(path) if "interval" in group]
    assert max(minutes(found)) <= 2


def test_nothing_is_used_that_only_one_of_both_prometheus_knows() -> None:
    for path in RULES:
        text = path.read_text()
        assert not re.search(r"holt_winters|double_exponential|query_offset|limitk|\binfo\(", text)


@pytest.mark.parametrize("alert", ALERTS, ids=lambda one: one.name)
def test_alerts_are_tested_to_fire_and_to_be_silent(alert: Alert) -> None:
    tests = [test for path in TESTS for test in cases_of(alert.name, path)]
    firing = [one for test in tests for one in test["promql_expr_test"] if one["exp_samples"]]
    silent = [
        one
        for test in tests
        for one in test["alert_rule_test"]
        if one["exp_alerts"] == [] and has_input(test, one["eval_time"])
    ]
    assert firing
    assert all('alertstate="firing"' in one["expr"] for one in firing)
    assert silent or alert.name == ALWAYS_FIRES
    text = " ".join(alert.rule["annotations"].values())
    for label in re.findall(r"\$labels\.(\w+)", text):
        for one in firing:
            assert all(f'{label}="' in sample["labels"] for sample in one["exp_samples"])


def has_input(test: dict[str, Any], moment: str) -> bool:
    """Whether any series has a sample at that moment."""
    [step, at] = minutes([str(test["interval"]), moment])
    steps = int(at / step)
    return any(samples(one["values"])[steps : steps + 1] == [True] for one in test["input_series"])


def samples(values: str) -> list[bool]:
    """Whether there is a sample, step by step, of promtool's short form."""
    found: list[bool] = []
    for part in values.split():
        value, _, times = part.partition("x")
        count = int(times or 0)
        found += [False] * max(count, 1) if value == "_" else [True] * (count + 1)
    return found


def test_moments_without_any_sample_are_noticed() -> None:
    assert samples("1x2 _x2 3") == [True, True, True, False, False, True]
    quiet: dict[str, Any] = {"interval": "1m", "input_series": [{"values": "_x5 1"}]}
    assert not has_input(quiet, "4m")
    assert has_input(quiet, "5m")


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_promtool_accepts_the_rules(path: Path) -> None:
    done = promtool("check", "rules", "--lint=all", "--lint-fatal", path)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.stem)
def test_alerts_fire_and_are_silent_as_their_tests_say(path: Path) -> None:
    done = promtool("test", "rules", path)
    assert done.returncode == 0, done.stdout + done.stderr
