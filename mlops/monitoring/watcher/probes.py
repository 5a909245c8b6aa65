"""Asks what readers ask, from where they ask it: outside of Vercel."""

import asyncio
import json
import logging
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import httpx

from functions.domain.metrics.outside import PROBE_DURATION, PROBE_SUCCESS, PROBES, PROBES_FAILED
from functions.ports.meter import Meter
from functions.ports.world import Clock
from mlops.monitoring.watcher.answers import TIMEOUT_S, bounded_body

CURRENT_MAX = timedelta(hours=2, minutes=30)
"""A live forecast's data is an hour and 12 minutes old at most; then two hours are missing."""

log = logging.getLogger(__name__)

Judge = Callable[[bytes, datetime], str]
"""What is wrong with a body at an instant, as a sentence ends; empty for nothing."""


@dataclass(frozen=True, slots=True)
class Probe:
    """An address, and how its answer is judged; `target` is one of the label."""

    target: str
    url: str
    judge: Judge


@dataclass(slots=True)
class Start:
    """A stack that starts together: what was never `served` may come up until `ends_at`.

    In monotonic seconds, and minus infinity where nothing is excused: a product that was
    deployed serves from the first probe on.
    """

    ends_at: float = -math.inf
    served: set[str] = field(default_factory=set)

    def excuses(self, target: str, now: float) -> bool:
        """Whether its failure is no downtime yet."""
        return now < self.ends_at and target not in self.served


async def probe_all(
    probes: Sequence[Probe], http: httpx.AsyncClient, meter: Meter, clock: Clock, start: Start
) -> None:
    """Probe all at once; a target that fails is told so and is no failure of ours."""
    await asyncio.gather(*(_probe(one, http, meter, clock, start) for one in probes))


async def _probe(
    one: Probe, http: httpx.AsyncClient, meter: Meter, clock: Clock, start: Start
) -> None:
    started_s = clock.monotonic()
    try:
        async with asyncio.timeout(TIMEOUT_S):
            wrong = await _wrong(one, http, clock)
    except (httpx.HTTPError, TimeoutError) as failure:
        wrong = f"did not answer: {str(failure) or type(failure).__name__}"
    if wrong and start.excuses(one.target, clock.monotonic()):
        log.info("probe: %s %s; it is still coming up", one.target, wrong)
        return
    if not wrong:
        start.served.add(one.target)
    meter.count(PROBES, target=one.target)
    meter.observe(PROBE_DURATION, clock.monotonic() - started_s, target=one.target)
    meter.set(PROBE_SUCCESS, 0.0 if wrong else 1.0, target=one.target)
    meter.count(PROBES_FAILED, 1 if wrong else 0, target=one.target)
    if wrong:
        log.warning("probe: %s %s", one.target, wrong)  # the address may have a password


async def _wrong(one: Probe, http: httpx.AsyncClient, clock: Clock) -> str:
    async with http.stream("GET", one.url) as answer:
        if answer.status_code != httpx.codes.OK:
            return f"answered with {answer.status_code}"
        body = await bounded_body(answer)
    return "answered without end" if body is None else one.judge(body, clock.now())


def contains(word: str) -> Judge:
    """Judges by a word that a right answer has."""

    def judge(body: bytes, _now: datetime) -> str:
        return "" if word.encode() in body else f"answered without {word!r}"

    return judge


def is_current(body: bytes, now: datetime) -> str:
    """Judges the newest forecast: there is one, and a live one knows the last hours."""
    try:
        document = json.loads(body)
        forecasts, mode, as_of = (document[key] for key in ("forecasts", "mode", "data_as_of"))
        # Other worlds than the live one have a clock of their own.
        is_old = mode == "live" and now - datetime.fromisoformat(as_of) > CURRENT_MAX
    except (ValueError, KeyError, TypeError):
        return "answered with no forecast document"
    if not forecasts:
        return "answered with no forecast"
    return f"answered with data of {as_of}" if is_old else ""
