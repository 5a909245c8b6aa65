"""Jobs are triggered with the secret, by GET or POST, and doing them again changes nothing."""

import asyncio
from typing import Any

import httpx
import pytest

from functions.jobs.cadence import CADENCE
from tests.http.json_schema import Promise
from tests.http.small_world import CRON_SECRET
from tests.http.test_problems import problem_of

JOBS = [cadence.job for cadence in CADENCE]
BEARER = {"Authorization": f"Bearer {CRON_SECRET}"}
WRONG = [
    {},
    {"Authorization": ""},
    {"Authorization": "Bearer"},
    {"Authorization": f"Bearer {CRON_SECRET[:-1]}"},
    {"Authorization": f"Bearer {CRON_SECRET}x"},
    {"Authorization": f"bearer  {CRON_SECRET}"},
    {"Authorization": f"Basic {CRON_SECRET}"},
    {"Authorization": CRON_SECRET},
    {"Authorization": "Bearer s\u00e9same"},
    {"X-Cron-Secret": CRON_SECRET},
]


async def the_record(api: httpx.AsyncClient) -> dict[str, Any]:
    """What the jobs write, as far as it can be read."""
    status = (await api.get("/api/v1/status")).json()
    del status["operation"]  # how the machinery runs, by the wall clock: no record
    ledger = (await api.get("/api/v1/ledger")).json()
    scores = (await api.get("/api/v1/scores")).json()
    return {"status": status, "root": ledger["root_hash"], "scores": scores}


@pytest.mark.parametrize("job", [*JOBS, "tick", "nothing"])
@pytest.mark.parametrize("headers", WRONG, ids=range(len(WRONG)))
async def test_without_the_exact_secret_nobody_learns_even_which_jobs_there_are(
    api: httpx.AsyncClient, promise: Promise, job: str, headers: dict[str, str]
) -> None:
    sent = [(name.encode(), value.encode()) for name, value in headers.items()]
    answer = await api.post(f"/api/cron/{job}", headers=sent)
    problem_of(promise, answer, 401, "unauthorized")
    assert answer.headers["www-authenticate"] == "Bearer"
    assert CRON_SECRET not in answer.text


async def test_the_secret_in_the_query_opens_nothing(api: httpx.AsyncClient) -> None:
    answer = await api.get("/api/cron/ingest", params={"authorization": f"Bearer {CRON_SECRET}"})
    assert answer.status_code == 401


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_an_unknown_job_is_404_and_the_known_ones_are_named(
    api: httpx.AsyncClient, promise: Promise, method: str
) -> None:
    answer = await api.request(method, "/api/cron/nothing", headers=BEARER)
    document = problem_of(promise, answer, 404, "not-found")
    assert all(job in document["detail"] for job in JOBS)


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_jobs_that_have_been_done_change_nothing_more(
    api: httpx.AsyncClient, method: str
) -> None:
    before = await the_record(api)
    for job in (*JOBS, *JOBS):
        answer = await api.request(method, f"/api/cron/{job}", headers=BEARER)
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.json()["job"] == job
        assert done_in(answer.json()["report"]) == 0
    assert await the_record(api) == before


async def test_jobs_that_run_all_at_once_change_nothing_more(api: httpx.AsyncClient) -> None:
    before = await the_record(api)
    answers = await asyncio.gather(
        *(api.post(f"/api/cron/{job}", headers=BEARER) for job in JOBS * 4)
    )
    assert {answer.status_code for answer in answers} == {200}
    assert await the_record(api) == before


async def test_asking_whether_a_job_is_there_does_not_count_as_a_secret(
    api: httpx.AsyncClient,
) -> None:
    assert (await api.head("/api/cron/ingest")).status_code == 401


def done_in(report: dict[str, Any]) -> int:
    """How much a job did that was not done before."""
    settled = [*report.get("issued", []), *report.get("missed", [])]
    return len(settled) + int(report.get("stored", 0)) + int(report.get("scored", 0))
