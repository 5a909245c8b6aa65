"""The new deployment's times beside those of the one before, measured in turn in one run."""

from mlops.release.declared.gates import Performance
from mlops.release.gates.target import Target
from mlops.release.gates.traffic import Site, in_lanes
from mlops.release.gates.visits import level, list_page
from mlops.release.verdict import Outcome, Verdict, ratio_verdict, worst

LANES = 4
ROUNDS_MAX = 3
"""A verdict that is inconclusive asks for as many visits again."""
MEASURED_S_MAX = 90.0
MEDIAN, P95 = 0.50, 0.95


async def performance(target: Target, figures: Performance) -> list[Verdict]:
    """One sample is a visit: a page of the list and a level, from request to last byte.

    A pair of visits is made by the same lane, one after the other, and each in turn goes
    first. Visits with an error are no sample: whether there are too many is another gate's.
    """
    assert target.before is not None
    new, old = target.api, target.before
    until = target.pace.monotonic() + MEASURED_S_MAX
    times: dict[str, list[float]] = {"new": [], "old": []}

    async def pair(number: int) -> None:
        both = [("new", new), ("old", old)]
        seen = [
            (name, await _visit(target, site, number))
            for name, site in (both if number % 2 else reversed(both))
        ]
        for name, seconds in seen:
            if seconds is not None:
                times[name].append(seconds)

    await in_lanes(pair, range(LANES), LANES, until, target.pace)
    for of_one in times.values():
        of_one.clear()  # those were to open connections and wake whoever slept
    verdicts: list[Verdict] = []
    for number in range(ROUNDS_MAX):
        first = LANES + number * figures.requests
        await in_lanes(pair, range(first, first + figures.requests), LANES, until, target.pace)
        verdicts = [
            ratio_verdict(times["new"], times["old"], quantile, ratio_max, figures.samples_min)
            for quantile, ratio_max in (
                (MEDIAN, figures.p50_ratio_max),
                (P95, figures.p95_ratio_max),
            )
        ]
        if worst(verdicts) is not Outcome.INCONCLUSIVE:
            break
    return verdicts


async def _visit(target: Target, site: Site, number: int) -> float | None:
    answers = [await list_page(target, site, number), await level(target, site, number)]
    if not all(one.is_ok for one in answers):
        return None
    return sum(one.seconds for one in answers)
