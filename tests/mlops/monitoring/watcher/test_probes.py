"""A probe fails for each way in which a reader would be failed, and says so by one target."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import httpx
import pytest

from functions.domain.metrics.outside import PROBE_DURATION, PROBE_SUCCESS, PROBES, PROBES_FAILED
from mlops.monitoring.watcher import probes
from mlops.monitoring.watcher.probes import (
    CURRENT_MAX,
    Probe,
    Start,
    contains,
    is_current,
    probe_all,
)
from tests.fakes.clock import FakeClock
from tests.fakes.meter import FakeMeter

CLOCK = FakeClock()
NOW = CLOCK.now()


async def probed(answer: Any) -> FakeMeter:
    meter = FakeMeter()
    transport = httpx.MockTransport(answer)
    async with httpx.AsyncClient(transport=transport) as http:
        await probe_all(
            [Probe("page", "https://candor.test/", contains("Candor"))], http, meter, CLOCK, Start()
        )
    return meter


def says(status: int, body: bytes | str = "<title>Candor") -> Any:
    return lambda _: httpx.Response(status, content=body)


async def test_a_right_answer_is_a_success_with_its_time() -> None:
    meter = await probed(says(200))
    assert meter.values[PROBE_SUCCESS.name, ("page",)] == 1
    assert meter.counted[PROBES.name, ("page",)] == 1
    assert meter.counted[PROBES_FAILED.name, ("page",)] == 0
    assert len(meter.observed[PROBE_DURATION.name, ("page",)]) == 1


async def hang(_: httpx.Request) -> httpx.Response:
    await asyncio.sleep(60)
    raise AssertionError


def cut(_: httpx.Request) -> httpx.Response:
    raise httpx.RemoteProtocolError("cut")


@pytest.mark.parametrize(
    "answer",
    [
        says(500),
        says(404),
        says(301),
        says(200, "Welcome to this hotel"),
        says(200, b"Candor" + b" " * 5_000_000),
        cut,
        hang,
    ],
    ids=["500", "404", "a redirect", "another page", "no end", "a cut", "no answer"],
)
async def test_whatever_fails_a_reader_fails_the_probe(
    answer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probes, "TIMEOUT_S", 0.1)
    meter = await probed(answer)
    assert meter.values[PROBE_SUCCESS.name, ("page",)] == 0
    assert meter.counted[PROBES_FAILED.name, ("page",)] == 1
    assert len(meter.observed[PROBE_DURATION.name, ("page",)]) == 1


def forecast(mode: str = "live", forecasts: int = 1, age: timedelta = timedelta()) -> bytes:
    as_of = (NOW - age).isoformat().replace("+00:00", "Z")
    document = {"mode": mode, "data_as_of": as_of, "forecasts": [{}] * forecasts}
    return json.dumps(document).encode()


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        (forecast(age=CURRENT_MAX), ""),
        (forecast(age=CURRENT_MAX + timedelta(seconds=1)), "answered with data of 20"),
        (forecast("replay", age=timedelta(days=400)), ""),
        (forecast(forecasts=0), "answered with no forecast"),
        (b"<html>", "answered with no forecast document"),
        (b'{"mode": "live", "data_as_of": null, "forecasts": [1]}', "answered with no forecast d"),
        (b"[]", "answered with no forecast document"),
    ],
)
def test_a_live_forecast_is_current_for_two_hours_and_a_half(body: bytes, wrong: str) -> None:
    said = is_current(body, NOW)
    assert said.startswith(wrong)
    assert bool(said) is bool(wrong)


async def at(clock: FakeClock, start: Start, answers: Any) -> FakeMeter:
    meter = FakeMeter()
    async with httpx.AsyncClient(transport=httpx.MockTransport(answers)) as http:
        page = Probe("page", "https://candor.test/", contains("Candor"))
        await probe_all([page], http, meter, clock, start)
    return meter


async def test_what_starts_together_may_come_up_once_and_not_for_ever() -> None:
    clock = FakeClock()
    start = Start(clock.monotonic() + 60)
    meter = await at(clock, start, says(503))
    assert (meter.counted, meter.values, meter.observed) == ({}, {}, {})
    assert (await at(clock, start, says(200))).values[PROBE_SUCCESS.name, ("page",)] == 1
    assert (await at(clock, start, says(503))).values[PROBE_SUCCESS.name, ("page",)] == 0
    late = Start(clock.monotonic() + 60)
    clock.advance(60)
    assert (await at(clock, late, says(503))).counted[PROBES_FAILED.name, ("page",)] == 1


async def test_what_is_deployed_serves_from_the_first_probe_on() -> None:
    meter = await at(FakeClock(), Start(), says(503, b"urn:candor:problem:not-ready"))
    assert meter.counted[PROBES_FAILED.name, ("page",)] == 1


async def test_the_log_shows_no_address_because_one_has_a_password(
    caplog: pytest.LogCaptureFixture,
) -> None:
    meter, secret = FakeMeter(), "Lr7hX2pW9vN4"
    one = Probe("prometheus", f"http://candor:{secret}@prometheus.test/-/healthy", contains("x"))
    async with httpx.AsyncClient(transport=httpx.MockTransport(says(401))) as http:
        await probe_all([one], http, meter, CLOCK, Start())
    assert "probe: prometheus answered with 401" in caplog.text
    assert secret not in caplog.text
