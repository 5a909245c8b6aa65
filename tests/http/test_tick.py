"""A tick runs what is due for whoever shows the secret or QStash's signature, and says it all."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
import pytest_asyncio
from pydantic import HttpUrl, SecretStr

from functions.domain.errors import NotFound, VendorRejected, VendorUnavailable
from functions.jobs import run as run_module
from functions.jobs.score import ScoreReport
from functions.routes.dependencies import SIGNED_BYTES_MAX
from tests.fakes.clock import FakeClock
from tests.functions.adapters.qstash.test_signature import BODY, CURRENT, NEXT, signed
from tests.http.json_schema import Promise
from tests.http.runtimes.in_process import app_client
from tests.http.small_world import SmallWorld, services
from tests.http.test_jobs import BEARER, JOBS, done_in, the_record
from tests.http.test_problems import problem_of


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_tick_runs_every_job_in_order_and_says_what_each_did(
    api: httpx.AsyncClient, method: str
) -> None:
    before = await the_record(api)
    answer = await api.request(method, "/api/cron/tick", headers=BEARER)
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert "retry-after" not in answer.headers
    jobs = answer.json()["jobs"]
    assert [one["job"] for one in jobs] == JOBS
    assert [(done_in(one["report"]), one["unfinished"]) for one in jobs] == [(0, False)] * len(JOBS)
    assert await the_record(api) == before


async def test_ticks_and_jobs_all_at_once_change_nothing_more(api: httpx.AsyncClient) -> None:
    before = await the_record(api)
    answers = await asyncio.gather(
        *(api.post(f"/api/cron/{job}", headers=BEARER) for job in ("tick", *JOBS) * 3)
    )
    assert [a.text for a in answers if a.status_code != 200] == []
    assert await the_record(api) == before


@pytest.mark.parametrize("signature", ["", "no.signature.atall", signed()])
async def test_where_no_signing_key_is_set_a_signature_is_refused_with_what_to_set(
    api: httpx.AsyncClient, promise: Promise, signature: str
) -> None:
    answer = await api.post(
        "/api/cron/tick", content=BODY, headers={"Upstash-Signature": signature}
    )
    document = problem_of(promise, answer, 401, "unauthorized")
    assert "QSTASH_CURRENT_SIGNING_KEY, QSTASH_NEXT_SIGNING_KEY and" in document["detail"]


@pytest_asyncio.fixture(loop_scope="session")
async def signing(world: SmallWorld) -> AsyncIterator[httpx.AsyncClient]:
    """The API where QStash's keys are set."""
    settings = world.settings().model_copy(
        update={
            "qstash_current_signing_key": SecretStr(CURRENT),
            "qstash_next_signing_key": SecretStr(NEXT),
            "public_url": HttpUrl("https://candor.market"),
        }
    )
    async with services(settings) as given, app_client(given) as client:
        yield client


@pytest.mark.parametrize("key", [CURRENT, NEXT])
async def test_a_tick_that_qstash_signed_runs_the_jobs(
    signing: httpx.AsyncClient, key: str
) -> None:
    headers = {"Upstash-Signature": signed(key)}
    answer = await signing.post("/api/cron/tick", content=BODY, headers=headers)
    assert answer.status_code == 200, answer.text
    assert [one["job"] for one in answer.json()["jobs"]] == JOBS


async def test_a_signed_tick_with_another_body_runs_nothing(
    signing: httpx.AsyncClient, promise: Promise
) -> None:
    headers = {"Upstash-Signature": signed()}
    answer = await signing.post("/api/cron/tick", content=BODY + b" ", headers=headers)
    problem_of(promise, answer, 401, "unauthorized")


async def test_a_signed_body_longer_than_a_ticks_is_not_read_to_its_end(
    signing: httpx.AsyncClient, promise: Promise
) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 1000
            yield b"x" * 1000

    headers = {"Upstash-Signature": signed()}
    answer = await signing.post("/api/cron/tick", content=endless(), headers=headers)
    problem_of(promise, answer, 413, "http-413")
    assert sent <= SIGNED_BYTES_MAX + 1000


async def test_the_signature_of_a_tick_opens_no_single_job(signing: httpx.AsyncClient) -> None:
    headers = {"Upstash-Signature": signed()}
    answer = await signing.post("/api/cron/ingest", content=BODY, headers=headers)
    assert answer.status_code == 401


async def test_a_wrong_secret_is_not_mended_by_a_signature(signing: httpx.AsyncClient) -> None:
    headers = {"Upstash-Signature": signed(), "Authorization": "Bearer wrong"}
    answer = await signing.post("/api/cron/tick", content=BODY, headers=headers)
    assert answer.status_code == 401


GONE = VendorUnavailable("postgres", "gone")
REFUSED = VendorRejected("upstash", "quota")
OURS = RuntimeError("a secret of the inside")
MORE = ScoreReport(2000, more=True)


@pytest.mark.parametrize(
    ("outcomes", "status"),
    [
        ({"ingest": GONE}, 503),
        ({"score": MORE}, 503),
        ({"ingest": GONE, "score": REFUSED}, 502),
        ({"ingest": GONE, "score": NotFound("an artifact")}, 500),
        ({"ingest": GONE, "issue": OURS, "score": REFUSED}, 500),
    ],
)
async def test_a_scheduler_is_asked_to_come_again_at_the_next_chance(
    world: SmallWorld, monkeypatch: pytest.MonkeyPatch, outcomes: dict[str, Any], status: int
) -> None:
    for job, outcome in outcomes.items():
        monkeypatch.setitem(run_module.JOBS, job, _ending(outcome))
    clock = FakeClock()
    clock.advance(65)  # a minute and five seconds past the hour
    async with services(world.settings()) as given:
        later = replace(given, services=replace(given.services, clock=clock))
        async with app_client(later) as api:
            answer = await api.post("/api/cron/tick", headers=BEARER)
            clock.advance(11 * 60)
            after_the_last = await api.post("/api/cron/tick", headers=BEARER)
    assert answer.status_code == status, answer.text
    assert answer.headers["retry-after"] == "175"
    assert after_the_last.headers["retry-after"] == "300"
    told = {one["job"]: one for one in answer.json()["jobs"]}
    assert list(told) == JOBS
    assert [job for job in told if "problem" in told[job]] == [
        job for job, outcome in outcomes.items() if isinstance(outcome, Exception)
    ]
    assert "secret of the inside" not in answer.text


def _ending(outcome: Exception | ScoreReport) -> Any:
    async def job(_: Any) -> ScoreReport:
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    return job
