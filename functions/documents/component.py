"""A part of the product and how it is: the worst of what is known, and all that is, in words."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal

from pydantic import Field

from functions.documents.components import ComponentCheck
from functions.documents.envelope import Document
from functions.documents.watch_report import Incident, WatchReport

CHECKED_WITHIN = timedelta(hours=3)
"""How long an hourly look speaks: a trigger may come another hour late, or two."""

State = Literal["ok", "degraded", "failing", "down", "unknown"]
TITLES: Mapping[str, str] = {
    "page": "page",
    "api": "API",
    "forecasts": "forecasts",
    "jobs": "jobs",
    "data": "candles",
    "ledger": "ledger",
    "database": "database",
    "cache": "cache",
    "venues": "venues",
    "vendors": "vendors",
    "mlflow": "MLflow",
    "platform": "platform",
    "monitoring": "monitoring",
    "prometheus": "Prometheus",
    "grafana": "Grafana",
    "readers": "readers’ reports",
}
"""Parts that are always shown or often, in this order; others follow by name."""
SAID_BY_ANYBODY = ("readers",)
"""What rests on reports that nobody vouches for: it is shown, and decides nothing."""
ALWAYS = ("page", "api", "forecasts", "jobs", "database", "cache")
ONE_OF_SEVERAL = ("artifacts ", "jobs", "venue ")
"""What a name begins with that has others to stand in for it: without it, all is slower or less."""


class Component(Document):
    """A part of the product and how it is."""

    name: str
    title: str = Field(description="Its name in a sentence.", examples=["database"])
    state: State = Field(
        description="`failing`: it may answer, but a critical alert about it fires. "
        "`unknown`: nobody has looked lately."
    )
    detail: str
    since: datetime | None = Field(description="Since when it is not well, where that is known.")
    checked_at: datetime | None


def in_order(names: Iterable[str]) -> list[str]:
    """Names as they are always listed."""
    given = set(names)
    return [*(one for one in TITLES if one in given), *sorted(given - TITLES.keys())]


def title_of(name: str) -> str:
    """A component's name in a sentence."""
    return TITLES.get(name, name.replace("-", " ").replace("_", " "))


def decides(name: str) -> bool:
    """Whether the whole is not well where this part is not."""
    return name not in SAID_BY_ANYBODY


def with_article(component: Component) -> str:
    """`the database`, but a product goes by its name."""
    is_product = component.name in ("mlflow", "prometheus", "grafana")
    return component.title if is_product else f"the {component.title}"


def still_true(now: datetime, check: ComponentCheck | None) -> ComponentCheck | None:
    """A look of long ago tells nothing of now; that no job succeeded does."""
    if check is None or (check.name == "jobs" and not check.ok):
        return check
    return check if now - check.checked_at <= CHECKED_WITHIN else None


def component(
    name: str,
    check: ComponentCheck | None,
    report: WatchReport | None,
    unseen: str = "nobody has looked lately",
) -> Component:
    """The worst of what is known, and all that is known in words.

    `check` is ours, `report` the watcher's; None where it is too old to speak of now. Where
    neither speaks, `unseen` says why.
    """
    probe, incidents = _seen_from_outside(name, report)
    details, states = [], list[State]()
    if check is not None:
        lost: State = "degraded" if name.startswith(ONE_OF_SEVERAL) else "down"
        states.append("ok" if check.ok else lost)
        details.append(check.detail)
    if probe is not None:
        answers_us = name == "api"  # whoever reads this was answered
        states.append("ok" if probe else "degraded" if answers_us else "down")
        details.append("answers the watcher" if probe else "does not answer the watcher")
    elif name == "api" and check is None:
        states.append("ok")
        details.append("answers you")
    if incidents:
        is_critical = any(one.severity == "critical" for one in incidents)
        states.append("failing" if is_critical else "degraded")
        details += [one.summary for one in incidents]
    looked = [check.checked_at] if check else []
    if report is not None and (probe is not None or incidents):
        looked.append(report.made_at)
    return Component(
        name=name,
        title=title_of(name),
        state=max(states, key=_badness) if states else "unknown",
        detail="; ".join(details) or unseen,
        since=min((one.started_at for one in incidents), default=None),
        checked_at=max(looked, default=None),
    )


def _seen_from_outside(
    name: str, report: WatchReport | None
) -> tuple[bool | None, Sequence[Incident]]:
    """How it answered its newest probe, None where it is not probed, and what goes on with it."""
    if report is None:
        return None, ()
    probe = next((one.ok for one in report.probes if one.component == name), None)
    return probe, [one for one in report.open_incidents if one.component == name]


def _badness(state: State) -> int:
    return ("ok", "unknown", "degraded", "failing", "down").index(state)
