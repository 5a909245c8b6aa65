"""The share of answers that are errors: of our own requests, and as Prometheus counted them."""

from functions.domain.errors import VendorError
from functions.domain.metrics.labels import STATUS_CLASS
from functions.domain.metrics.serving import HTTP_REQUESTS
from mlops.monitoring.watcher.prometheus import Prometheus
from mlops.release.declared.gates import Errors
from mlops.release.gates.target import Target
from mlops.release.gates.traffic import AT_ONCE_MAX, Answer, in_lanes
from mlops.release.gates.visits import level, list_page
from mlops.release.verdict import Outcome, Verdict, share_verdict

ROUNDS_MAX = 3
MADE_S_MAX = 60.0
COUNTED_S_MAX = 150.0
"""Until what was answered stands in Prometheus: functions flush late, a scrape is a minute."""
LOOK_EVERY_S = 10.0
FAILED_CLASS = "5xx"


async def errors(target: Target, figures: Errors) -> list[Verdict]:
    """Our own requests first: when those fail there is nothing to wait for."""
    made = await _made(target, figures)
    if made.outcome is Outcome.FAILED or target.prometheus is None:
        return [made]
    return [made, await _counted(target, target.prometheus, figures)]


async def _made(target: Target, figures: Errors) -> Verdict:
    until = target.pace.monotonic() + MADE_S_MAX
    # After the numbers of the visits that were measured: those are in caches by now.
    first, failed, verdict = 10_000, list[Answer](), Verdict(Outcome.INCONCLUSIVE, "", 0)
    made = 0

    async def ask(number: int) -> Answer:
        return await (level if number % 2 else list_page)(target, target.api, number)

    for _ in range(ROUNDS_MAX):
        numbers = range(first + made, first + made + figures.requests)
        answers = await in_lanes(ask, numbers, AT_ONCE_MAX, until, target.pace)
        made += len(answers)
        failed += [one for one in answers if not one.is_ok]
        verdict = share_verdict(len(failed), made, figures.share_max, figures.samples_min)
        if verdict.outcome is not Outcome.INCONCLUSIVE:
            break
    return _said(verdict, f"our own requests{_such_as(failed)}")


async def _counted(target: Target, prometheus: Prometheus, figures: Errors) -> Verdict:
    """Everybody's requests over the window, once there are enough of them to judge."""
    until = target.pace.monotonic() + COUNTED_S_MAX
    query = (
        f'sum by ({STATUS_CLASS.name}) (increase({HTTP_REQUESTS.series[0]}{{job="candor"}}'
        f"[{figures.window_min}m]))"
    )
    while True:
        try:
            found = await prometheus.instant(query, target.now())
        except VendorError as error:
            verdict = Verdict(Outcome.INCONCLUSIVE, str(error), 0)
        else:
            counts = {labels.get(STATUS_CLASS.name): round(value) for labels, value in found}
            made, failed = sum(counts.values()), counts.get(FAILED_CLASS, 0)
            verdict = share_verdict(failed, made, figures.share_max, figures.samples_min)
        is_early = verdict.samples < figures.samples_min and verdict.outcome is not Outcome.FAILED
        if not is_early or target.pace.monotonic() + LOOK_EVERY_S >= until:
            return _said(verdict, f"Prometheus over {figures.window_min} min")
        await target.pace.sleep(LOOK_EVERY_S)


def _said(verdict: Verdict, of: str) -> Verdict:
    return Verdict(
        verdict.outcome,
        f"{of}: {verdict.sentence}",
        verdict.samples,
        verdict.figure,
        verdict.low,
        verdict.high,
    )


def _such_as(failed: list[Answer]) -> str:
    return f" (such as {failed[0].said})" if failed else ""
