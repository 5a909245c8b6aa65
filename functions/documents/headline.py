"""The operation in one sentence: the worst first, and nothing well that nobody saw."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from functions.documents.component import Component, State, decides, with_article
from functions.documents.watch_report import Incident, WatchReport

PLURAL = ("forecasts", "jobs", "data", "venues", "vendors")
WORDS: Mapping[State, str] = {
    "down": "down",
    "failing": "failing",
    "degraded": "not quite well",
}
"""What is wrong, the worst first."""
LOST: Sequence[State] = ("down", "failing")
"""What makes the product's health degraded, too."""
PROMISES: Mapping[str, str] = {
    "reads": "answers without an error",
    "latency": "quick answers",
    "page": "a quick page",
    "forecasts": "forecasts in time",
    "ingest": "candles in time",
}
NAMED_MAX = 3
"""Of parts that nobody has looked at; more than these are counted."""


def headline(
    now: datetime,
    components: Sequence[Component],
    troubles: Sequence[str],
    report: WatchReport | None,
    *,
    is_late: bool,
) -> tuple[State, str]:
    """The whole as a state and a sentence. A late report tells only what was open then."""
    parts = [one for one in components if decides(one.name)]
    wrong = {state: [one for one in parts if one.state == state] for state in WORDS}
    for worst in (state for state, those in wrong.items() if those):
        said = (_listed(now, those, state) for state, those in wrong.items() if those)
        return worst, _sentence("; ".join(said))
    if troubles:
        return "degraded", f"Not all is well: {troubles[0]}."
    going_on = [one for one in report.open_incidents if decides(one.component)] if report else []
    if report is None or is_late:
        return "unknown", _unwatched(now, report, going_on)
    return _watched(parts, report, going_on)


def _watched(
    parts: Sequence[Component], report: WatchReport, going_on: Sequence[Incident]
) -> tuple[State, str]:
    """Where no part is known to be unwell, and somebody looks."""
    if going_on:  # about no part that is known: those of a part are said with it
        return "degraded", f"Not all is well: {_summaries(going_on)}."
    unseen = _unseen([one for one in parts if one.state == "unknown"])
    broken = [one.slo for one in report.budgets if one.remaining is not None and one.remaining < 0]
    if broken:
        promises = "a promise is broken" if len(broken) == 1 else "promises are broken"
        said = f"{promises}: {_and([PROMISES.get(slo, slo) for slo in broken])}"
        return "degraded", _sentence(f"{said}; {unseen}" if unseen else f"all works; {said}")
    if unseen:
        return "unknown", f"Nothing is known to be wrong; {unseen}."
    return "ok", "All is well."


def lost_parts(components: Sequence[Component]) -> list[str]:
    """What is down or failing, each as a reason."""
    return [
        f"{with_article(one)} {_are(one)} {WORDS[one.state]}"
        for one in components
        if one.state in LOST and decides(one.name)
    ]


def _unwatched(now: datetime, report: WatchReport | None, going_on: Sequence[Incident]) -> str:
    if report is None or not going_on:
        return "Nothing is known to be wrong, but nobody looks from outside."
    since = _since(now, report.made_at)
    return f"Nobody has looked from outside{since}; open then: {_summaries(going_on)}."


def _summaries(incidents: Sequence[Incident]) -> str:
    """The first, which is the worst, and how many more there are."""
    worst = min(incidents, key=lambda one: one.severity != "critical")
    first = worst.summary.rstrip(". ") or worst.alert
    return first if len(incidents) == 1 else f"{first}, and {len(incidents) - 1} more"


def _unseen(parts: Sequence[Component]) -> str:
    """`the jobs and the page have not been looked at yet`; empty where there are none."""
    if not parts:
        return ""
    if len(parts) > NAMED_MAX:
        return f"{len(parts)} parts have not been looked at lately"
    has = "have" if len(parts) > 1 else _have(parts[0])
    when = "yet" if all(one.detail.endswith(" yet") for one in parts) else "lately"
    return f"{_and([with_article(one) for one in parts])} {has} not been looked at {when}"


def _listed(now: datetime, parts: Sequence[Component], state: State) -> str:
    """`the page (since 14:05 UTC) and the database are down`."""
    if len(parts) == 1:
        (one,) = parts
        return f"{with_article(one)} {_are(one)} {WORDS[state]}{_since(now, one.since)}"
    named = [with_article(one) for one in parts]
    if state in LOST:  # what is worst is dated, where it is known
        named = [
            f"{name} ({when.strip()})" if (when := _since(now, one.since)) else name
            for name, one in zip(named, parts, strict=True)
        ]
    return f"{_and(named)} are {WORDS[state]}"


def _and(named: Sequence[str]) -> str:
    *others, last = named
    return f"{', '.join(others)} and {last}" if others else last


def _are(part: Component) -> str:
    return "are" if part.name in PLURAL else "is"


def _have(part: Component) -> str:
    return "have" if part.name in PLURAL else "has"


def _since(now: datetime, since: datetime | None) -> str:
    if since is None:
        return ""
    today = since.date() == now.date()
    return f" since {since:%H:%M} UTC" if today else f" since {since.day} {since:%b, %H:%M} UTC"


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."
