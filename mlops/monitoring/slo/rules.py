"""From promises to Prometheus rules: error ratios by window, budgets, and alerts on burn rates.

Only what Prometheus 2.42 and 3 both accept. Ratios are sums of bad events over sums of events,
so a quiet night weighs little. `EVALUATED_S` is the interval at which the sums' parts are
recorded: each stands for that many seconds.
"""

from collections.abc import Sequence
from typing import Any

from mlops.monitoring.slo.promise import WINDOW, Alarm, Promise

Rule = dict[str, Any]
Group = dict[str, Any]

EVALUATED_S = 60
SHORT = ("5m", "30m", "1h", "2h", "6h")
LONG = ("1d", "3d")
COUNTED = ("1h", "6h", "1d", "3d")
"""The long windows of burn-rate alerts."""


def recording(promises: Sequence[Promise]) -> list[Group]:
    """The groups that record what panels and alerts ask for."""
    return [
        _group("slo_views", [rule for promise in promises for rule in _views(promise)]),
        _group(
            "slo_windows",
            [_ratio(window) for window in SHORT]
            + [_increase(window) for window in COUNTED if window in SHORT],
        ),
        _group(
            "slo_budgets",
            [_ratio(window) for window in (*LONG, WINDOW)]
            + [_increase(window) for window in COUNTED if window in LONG]
            + [_events()]
            + [_budget(promise) for promise in promises],
            interval="2m",  # a series is forgotten after five minutes without a sample
        ),
    ]


def alerting(promises: Sequence[Promise]) -> list[Group]:
    """The groups of alerts, two for each promise: the fast one pages, the slow one warns."""
    return [
        {
            "name": f"slo_{promise.id}",
            "rules": [
                _alert(promise, "Fast", _fast_severity(promise), promise.fast),
                _alert(promise, "Slowly", "warning", promise.slow),
            ],
        }
        for promise in promises
    ]


def _fast_severity(promise: Promise) -> str:
    return "warning" if promise.anybody_counts else "critical"


def _group(name: str, rules: list[Rule], interval: str = f"{EVALUATED_S}s") -> Group:
    return {"name": name, "interval": interval, "rules": rules}


def _views(promise: Promise) -> list[Rule]:
    rules: list[Rule] = [
        {
            "record": "slo:objective",
            "expr": f"vector({promise.objective})",
            "labels": {"slo": promise.id},
        }
    ]
    for view in promise.views:
        labels = {"slo": promise.id, "view": view.name}
        # A kind of error that was never met has no series yet, which is none of it.
        none_yet = f"({view.errors}) or ({view.events}) * 0"
        rules.append({"record": "slo_view:errors:rate5m", "expr": none_yet, "labels": labels})
        rules.append({"record": "slo_view:events:rate5m", "expr": view.events, "labels": labels})
    return rules


def _ratio(window: str) -> Rule:
    errors = f"sum_over_time(slo_view:errors:rate5m[{window}])"
    events = f"sum_over_time(slo_view:events:rate5m[{window}])"
    return {
        "record": f"slo:errors:ratio_rate{window}",
        "expr": f"max by (slo) ({errors} / ({events} > 0))",
    }


def _increase(window: str) -> Rule:
    return {
        "record": f"slo:errors:increase{window}",
        "expr": f"max by (slo) (sum_over_time(slo_view:errors:rate5m[{window}]) * {EVALUATED_S})",
    }


def _events() -> Rule:
    events = f"sum_over_time(slo_view:events:rate5m[{WINDOW}]) * {EVALUATED_S}"
    return {"record": f"slo:events:increase{WINDOW}", "expr": f"min by (slo) ({events})"}


def _budget(promise: Promise) -> Rule:
    # One failure among a handful would spend a month's budget many times over.
    matcher = f'{{slo="{promise.id}"}}'
    return {
        "record": f"slo:error_budget_remaining:ratio{WINDOW}",
        "expr": (
            f"1 - slo:errors:ratio_rate{WINDOW}{matcher} / (1 - slo:objective{matcher})\n"
            f"and slo:events:increase{WINDOW}{matcher} >= {promise.events_min}"
        ),
        "labels": {"slo": promise.id},
    }


def _alert(promise: Promise, speed: str, severity: str, alarm: Alarm) -> Rule:
    # Half an event of room: rate() extrapolates, and what happened once may come out as 0.98.
    matcher = f'{{slo="{promise.id}"}}'
    conditions = []
    for burn in alarm.burns:
        limit = f"{round(burn.times * promise.budget, 9):g}"
        conditions.append(
            f"(slo:errors:ratio_rate{burn.long}{matcher} > {limit}\n"
            f"and slo:errors:ratio_rate{burn.short}{matcher} > {limit}\n"
            f"and slo:errors:increase{burn.long}{matcher} > {alarm.errors_min - 0.5:g})"
        )
    name = promise.id.capitalize()
    return {
        "alert": f"{name}BudgetBurns{speed}",
        "expr": "\nor ".join(conditions),
        "labels": {
            "severity": severity,
            "owner": promise.owner,
            "component": promise.component,
        },
        "annotations": {
            "summary": f"The promise about {promise.id} is being broken {speed.lower()}",
            "description": (
                f"{promise.sentence} Now {{{{ $value | humanizePercentage }}}} fail; at this rate"
                " the month's budget does not last."
            ),
            "runbook_url": f"docs/runbooks/{name}Budget.md",
        },
    }
