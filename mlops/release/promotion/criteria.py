"""The registry of criteria. Each is pure: required, found, enough? Not knowing is no pass."""

import math
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from functions.domain.units import instant_text
from mlops.release.declared.gates import Gates
from mlops.release.declared.release import SOAK_H_MAX
from mlops.release.preflight.checks import CiOutcome
from mlops.release.promotion.facts import Facts
from mlops.release.promotion.report import APPROVAL, Judgement, Verdict
from mlops.release.verdict import Outcome
from mlops.release.verdict import Verdict as Measured

REMEMBERED = timedelta(hours=SOAK_H_MAX)
KNOWN = {
    CiOutcome.PASSED: Verdict.PASSED,
    CiOutcome.FAILED: Verdict.FAILED,
    CiOutcome.UNKNOWN: Verdict.UNKNOWN,
}
NO_NUMBERS = "no numbers on record"
LEFT_OUT = "left out: nothing was there to compare with"


def released(facts: Facts) -> Iterator[Judgement]:
    """This tool released it there, and it was not undone or followed by another since."""
    required = f"the newest release of {facts.policy.from_}, not undone"
    release = facts.stay.release
    if release is None:
        yield Judgement("released", required, facts.stay.trouble, Verdict.FAILED)
    else:
        found = f"release {release.id} of {facts.commit[:7]}, by {release.who}"
        yield Judgement("released", required, found, Verdict.PASSED)


def running(facts: Facts) -> Iterator[Judgement]:
    """Its platforms say that it runs there now."""
    required = f"every part of {facts.policy.from_} runs it"
    if isinstance(facts.runs, str):
        yield Judgement("running", required, facts.runs, Verdict.UNKNOWN)
    elif not facts.runs:
        yield Judgement("running", required, "nothing was seen", Verdict.UNKNOWN)
    elif others := {name: one for name, one in facts.runs.items() if one != facts.commit}:
        found = ", ".join(
            f"{name} runs {one[:7] if one else 'nothing'}" for name, one in others.items()
        )
        yield Judgement("running", required, found, Verdict.FAILED)
    else:
        yield Judgement("running", required, ", ".join(facts.runs), Verdict.PASSED)


def gates(facts: Facts) -> Iterator[Judgement]:
    """Every gate passed there, with numbers on record."""
    names = list(Gates.model_fields)
    found = facts.numbers.gates
    bad = [
        f"{name}: {one.sentence}"
        for name in names
        for one in found.get(name, ())
        if one.outcome is not Outcome.PASSED
    ]
    excused = facts.numbers.left_out if facts.first else ()
    lacking = [name for name in names if not found.get(name) and name not in excused]
    if bad:
        verdict, said = Verdict.FAILED, "; ".join(bad)
    elif lacking:
        verdict, said = Verdict.UNKNOWN, f"{', '.join(lacking)}: {NO_NUMBERS}"
    else:
        verdict, said = Verdict.PASSED, f"{', '.join(names)}; {facts.numbers.requests:,} requests"
    yield Judgement("gates", "each passed there", said, verdict)


def performance(facts: Facts) -> Iterator[Judgement]:
    """The ratios that were measured there lie below the limits of here, their intervals too."""
    figures = facts.gates.performance
    p50, p95 = figures.p50_ratio_max, figures.p95_ratio_max
    required = f"p50 at most {p50:.2f}, p95 {p95:.2f} times that before"
    measured = facts.numbers.gates.get("performance", ())
    if not measured and facts.first and "performance" in facts.numbers.left_out:
        yield Judgement("performance", required, LEFT_OUT, Verdict.PASSED)
        return

    def doubt(one: Measured) -> float:
        few = one.samples < figures.samples_min
        return math.inf if few or one.high is None else one.high

    # Each run gives a verdict on p50 and then one on p95: the worst of each stands for it.
    worst = [
        (name, max(of, key=doubt), limit)
        for name, of, limit in (("p50", measured[::2], p50), ("p95", measured[1::2], p95))
        if of
    ]
    found = [
        f"{name} {_number(one.figure)} (up to {_number(one.high)}, {one.samples:,} visits)"
        for name, one, _ in worst
    ]
    values = [(one.high if doubt(one) < math.inf else None, limit) for _, one, limit in worst]
    yield Judgement("performance", required, ", ".join(found) or NO_NUMBERS, _below(values))


def errors(facts: Facts) -> Iterator[Judgement]:
    """The shares of errors that were counted there are below the limit of here."""
    figures = facts.gates.errors
    measured = facts.numbers.gates.get("errors", ())
    found = [
        "no data" if one.figure is None else f"{one.figure:.2%} of {one.samples:,}"
        for one in measured
    ]
    values = [
        (one.figure if one.samples >= figures.samples_min else None, figures.share_max)
        for one in measured
    ]
    required = f"at most {figures.share_max:.2%} of requests"
    yield Judgement(
        "errors", required, ", ".join(dict.fromkeys(found)) or NO_NUMBERS, _below(values)
    )


def workflows(facts: Facts) -> Iterator[Judgement]:
    """Each workflow that is named passed for exactly this commit."""
    for name in facts.policy.checks:
        outcome, sentence = facts.workflows.get(name, (CiOutcome.UNKNOWN, "nobody was asked"))
        required = f"passed for {facts.commit[:7]}"
        yield Judgement(f"workflow {name}", required, sentence, KNOWN[outcome])


def soak(facts: Facts) -> Iterator[Judgement]:
    """It ran there for as long as it has to, or a person says why it cannot wait."""
    required, since = f"{facts.policy.soak_h} h there", facts.stay.since
    ran = "it is not there" if since is None else _span(since, facts.now)
    if facts.hotfix:
        yield Judgement("soak", required, f"{ran}; hotfix: {facts.hotfix}", Verdict.SKIPPED)
    elif since is None:
        yield Judgement("soak", required, ran, Verdict.UNKNOWN)
    else:
        is_long = facts.now - since >= timedelta(hours=facts.policy.soak_h)
        yield Judgement("soak", required, ran, Verdict.PASSED if is_long else Verdict.FAILED)


def well(facts: Facts) -> Iterator[Judgement]:
    """Somebody watched it there, and no critical alert fired: since then, or for 14 days."""
    required, since, seen = "watched, no critical alert", facts.stay.since, facts.watched
    if since is None:
        yield Judgement("well", required, "it is not there", Verdict.UNKNOWN)
        return
    if isinstance(seen, str):
        yield Judgement("well", required, seen, Verdict.UNKNOWN)
        return
    since = max(since, facts.now - REMEMBERED)
    if fired := seen.critical_since(since):
        found = ", ".join(f"{one.alert} at {instant_text(one.started_at)}" for one in fired)
        yield Judgement("well", required, found, Verdict.FAILED)
    elif not seen.is_watched:
        yield Judgement("well", required, f"nobody watches: {seen.watch.detail}", Verdict.UNKNOWN)
    elif unseen := seen.unwatched_since(since):
        found = ", ".join(f"{component} on {day}" for component, day in unseen)
        yield Judgement("well", required, f"nobody watched {found}", Verdict.UNKNOWN)
    else:
        yield Judgement("well", required, f"so since {instant_text(since)}", Verdict.PASSED)


def plan(facts: Facts) -> Iterator[Judgement]:
    """Nothing is against the plan: settings, ways back, migrations and the rest."""
    if facts.against:
        yield Judgement("plan", "no reason against it", "; ".join(facts.against), Verdict.FAILED)
    elif facts.plan_digest is None:
        yield Judgement("plan", "no reason against it", "there is none", Verdict.UNKNOWN)
    else:
        yield Judgement("plan", "no reason against it", facts.plan_digest[:19], Verdict.PASSED)


def approval(facts: Facts) -> Iterator[Judgement]:
    """A person approved exactly this plan, since the newest release, and not their own."""
    if not facts.policy.approval:
        yield Judgement(APPROVAL, "none", "none is asked for", Verdict.PASSED)
        return
    given = [one for one in facts.approvals if facts.last_at is None or one.at > facts.last_at]
    known = [one for one in given if one.hotfix or not facts.hotfix]
    others = [one for one in known if one.own or one.who.casefold() != facts.who.casefold()]
    if others:
        one = others[-1]
        own = ", as their own" if one.own else ""
        found, verdict = f"{one.who} at {instant_text(one.at)}{own}", Verdict.PASSED
    elif given and not known:
        found, verdict = "only of a release that soaked", Verdict.FAILED
    elif given:
        found, verdict = f"only by {facts.who}, who releases", Verdict.FAILED
    else:
        found, verdict = "nobody has approved it", Verdict.FAILED
    yield Judgement(APPROVAL, "of this plan, by somebody else", found, verdict)


Criterion = Callable[[Facts], Iterator[Judgement]]
CRITERIA: Sequence[Criterion] = (
    released, running, gates, performance, errors, workflows, soak, well, plan, approval,
)  # fmt: skip
"""Later parts add theirs here, with a field of `Facts` that the gatherer fills."""


def judgements(facts: Facts) -> tuple[Judgement, ...]:
    """Every criterion's, in order."""
    return tuple(one for criterion in CRITERIA for one in criterion(facts))


def _below(values: Sequence[tuple[float | None, float]]) -> Verdict:
    """Whether each value is at most its limit; one that is above decides before what lacks."""
    if any(value is not None and value > limit for value, limit in values):
        return Verdict.FAILED
    if not values or any(value is None for value, _ in values):
        return Verdict.UNKNOWN
    return Verdict.PASSED


def _number(value: float | None) -> str:
    return "no data" if value is None else f"{value:.2f}"


def _span(since: datetime, now: datetime) -> str:
    """Never rounded up: what is short of a day is not called one."""
    hours = math.floor((now - since) / timedelta(hours=0.1)) / 10
    return f"{hours:.1f} h, since {instant_text(since)}"
