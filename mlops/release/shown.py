"""Plans, states and histories as rows for people."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from functions.domain.units import instant_text
from mlops.release.dora import Figures
from mlops.release.log.recorded import Recorded
from mlops.release.plan.state import Live
from mlops.release.plan.step import Plan, Step
from mlops.release.progress import Ending
from mlops.release.verdict import Outcome

Rows = Sequence[tuple[str, ...]]
PLAN_HEADER = ("stage", "step", "change", "undo")
LIVE_HEADER = ("part", "commit", "settings", "by itself")
HISTORY_HEADER = ("release", "begun", "commit", "who", "took", "outcome", "why")
NO_DATA = "no data"
WHY_CHARS_MAX = 70
NOT_PASSED = (Outcome.FAILED, Outcome.INCONCLUSIVE)


def plan_rows(plan: Plan) -> Rows:
    """A row a step."""
    return [
        (str(number), step.id, step.title, _undo(step))
        for number, stage in enumerate(plan.stages, 1)
        for step in stage.steps
    ]


def live_rows(live: Live) -> Rows:
    """A row for the page and each service, then the database and the model."""
    page = live.page
    newest = live.applied[-1].name if live.applied else "nothing applied"
    return [
        ("Vercel", _short(page.commit), page.environment[:14], _by_itself(page.assigns_domains)),
        *(
            (one.name, _short(one.commit), one.environment[:14], _by_itself(one.auto_deploys))
            for one in live.services
        ),
        ("database", newest, "", ""),
        ("champion", (live.champion or "none")[:14], "", ""),
    ]


def history_rows(releases: Sequence[Recorded], hotfixes: Mapping[int, str] | None = None) -> Rows:
    """A row a release; why it skipped its soak stands before why it went back."""
    return [
        (
            str(one.id),
            instant_text(one.begun_at),
            one.plan.commit[:7],
            one.who,
            took(one.begun_at, one.ended_at),
            one.ending.value if one.ending else "not ended",
            "; ".join(filter(None, (_hotfix(one.id, hotfixes or {}), _why(one.trouble)))),
        )
        for one in releases
    ]


def figure_rows(found: Figures) -> Rows:
    """The four figures, each with "no data" where there is none."""
    share = NO_DATA if found.success_share is None else f"{found.success_share:.1%}"
    a_week = NO_DATA if found.a_week is None else f"{found.a_week:.1f} a week"
    unrestored = f", {found.unrestored} not restored" if found.unrestored else ""
    return [
        ("released, of those that ended", f"{share} of {found.ended}"),
        ("frequency", a_week),
        ("lead time, from the commit (median)", _span(found.lead_s)),
        ("time to restore (median)", f"{_span(found.restore_s)}{unrestored}"),
    ]


def ending_sentence(ending: Ending, commit: str) -> str:
    """How it ended."""
    return {
        Ending.RELEASED: f"{commit[:7]} is released.",
        Ending.ROLLED_BACK: f"{commit[:7]} is rolled back: what ran before runs again.",
        Ending.PARTLY_ROLLED_BACK: f"{commit[:7]} is rolled back in part only.",
        Ending.NOTHING_TO_DO: f"{commit[:7]} runs already, told the same settings.",
    }[ending]


def took(begun: datetime, ended: datetime | None) -> str:
    """How long, or that it goes on."""
    return _span((ended - begun).total_seconds()) if ended else "…"


def _span(seconds: float | None) -> str:
    if seconds is None:
        return NO_DATA
    for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:.1f} {unit}"
    return f"{seconds:.0f} s"


def _why(trouble: str) -> str:
    """The line of what did not pass, of a gate's several, else the last alone."""
    lines = trouble.splitlines()
    bad = [one for one in lines if any(f": {how}: " in one for how in NOT_PASSED)]
    said = next(iter([*bad, *lines[-1:]]), "")
    return said if len(said) <= WHY_CHARS_MAX else f"{said[:WHY_CHARS_MAX]}…"


def _hotfix(release: int, hotfixes: Mapping[int, str]) -> str:
    return f"hotfix: {hotfixes[release]}" if release in hotfixes else ""


def _undo(step: Step) -> str:
    return step.undo.name if step.undo is not None else f"none: {step.no_undo}"


def _short(commit: str | None) -> str:
    return commit[:7] if commit else "nothing"


def _by_itself(flag: bool) -> str:  # noqa: FBT001 - a column's value
    return "yes" if flag else "no"
