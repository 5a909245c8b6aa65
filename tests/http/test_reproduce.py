"""What a forecast was computed from can be fetched and checked by anybody, in every runtime."""

import hashlib
import json
from pathlib import Path

import httpx
import pytest

from functions.domain.canonical import sha256_digest
from functions.domain.world import Mode
from functions.openapi import openapi
from functions.routes.answers import FOR_EVER
from tests.http.json_schema import Promise
from tests.http.runtimes.in_process import app_client
from tests.http.small_world import SmallWorld, dead_postgres_url, services
from tests.http.test_problems import problem_of
from tests.http.test_record import IDS

PARTS = ("reproduce", "input", "artifact")
MISSED, UNKNOWN = "1h-20240504T01Z", "1h-20990101T00Z"


@pytest.mark.parametrize("slot_id", IDS)
async def test_a_forecast_is_reproduced_number_by_number(
    api: httpx.AsyncClient, slot_id: str
) -> None:
    forecast = (await api.get(f"/api/v1/forecasts/{slot_id}")).json()["forecast"]
    document = (await api.get(f"/api/v1/forecasts/{slot_id}/reproduce")).json()
    differing = [step for step in document["steps"] if not step["equal"]]
    assert (document["id"], document["equal"], differing) == (slot_id, True, [])
    assert document["first_difference"] is None
    computed = {step["name"]: step["recomputed"] for step in document["steps"]}
    for quantile in forecast["record"]["quantiles"]:
        for field in ("log_return", "price"):
            assert computed[f"quantiles[{quantile['level']}].{field}"] == quantile[field]
    assert computed["leaf_hash"] == forecast["leaf_hash"]
    assert computed["p_up"] == forecast["record"]["p_up"]


@pytest.mark.parametrize("slot_id", IDS)
async def test_input_and_artifact_hash_to_the_digests_on_record(
    api: httpx.AsyncClient, promise: Promise, slot_id: str
) -> None:
    record = (await api.get(f"/api/v1/forecasts/{slot_id}")).json()["forecast"]["record"]
    cited = {"input": record["input_digest"], "artifact": record["model"]["digest"]}
    for part, digest in cited.items():
        answer = await api.get(f"/api/v1/forecasts/{slot_id}/{part}")
        assert f"sha256:{hashlib.sha256(answer.content).hexdigest()}" == digest
        assert answer.headers["content-type"] == "application/json"
        described = openapi()["paths"][f"/api/v1/forecasts/{{id}}/{part}"]["get"]["responses"]
        schema = described["200"]["content"]["application/json"]["schema"]
        assert promise.violations(schema, answer.json()) == []
    candles = (await api.get(f"/api/v1/forecasts/{slot_id}/input")).json()
    assert len(candles) == 336
    assert f"{float(candles[-1][4]):.2f}" == record["reference_price"]
    assert candles[-1][0] < record["slot"]["cutoff"]


@pytest.mark.parametrize("part", PARTS)
async def test_a_slot_without_a_forecast_is_404_and_what_names_none_422(
    api: httpx.AsyncClient, promise: Promise, part: str
) -> None:
    for slot_id in (MISSED, UNKNOWN):
        answer = await api.get(f"/api/v1/forecasts/{slot_id}/{part}")
        problem_of(promise, answer, 404, "not-found")
    answer = await api.get(f"/api/v1/forecasts/tomorrow/{part}")
    problem_of(promise, answer, 422, "invalid-input")


@pytest.mark.parametrize("part", PARTS)
async def test_a_world_that_may_begin_anew_keeps_nothing_for_ever(
    api: httpx.AsyncClient, part: str
) -> None:
    answer = await api.get(f"/api/v1/forecasts/{IDS[0]}/{part}")
    assert "immutable" not in answer.headers["cache-control"]
    again = await api.get(
        f"/api/v1/forecasts/{IDS[0]}/{part}", headers={"If-None-Match": answer.headers["etag"]}
    )
    assert again.status_code == 304


async def test_a_live_world_keeps_the_bytes_for_ever_and_the_agreement_an_hour(
    world: SmallWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("answers", "reproduce"):
        monkeypatch.setattr(f"functions.routes.{module}.never_reset", lambda _world: True)
    async with services(world.settings()) as given, app_client(given) as api:
        for part in ("input", "artifact"):
            answer = await api.get(f"/api/v1/forecasts/{IDS[0]}/{part}")
            assert answer.headers["cache-control"] == FOR_EVER["Cache-Control"]
        agreed = await api.get(f"/api/v1/forecasts/{IDS[0]}/reproduce")
    assert "s-maxage=3600," in agreed.headers["cache-control"]


async def test_a_lost_artifact_is_said_to_be_the_stores_failure(
    world: SmallWorld, promise: Promise, tmp_path: Path
) -> None:
    settings = world.settings().model_copy(update={"objects_dir": tmp_path})
    async with services(settings) as given, app_client(given) as api:
        for part in ("reproduce", "artifact"):
            answer = await api.get(f"/api/v1/forecasts/{IDS[0]}/{part}")
            problem = problem_of(promise, answer, 502, "vendor-rejected")
            assert problem["detail"].startswith("artifacts: ")
        assert (await api.get(f"/api/v1/forecasts/{IDS[0]}/input")).status_code == 200


async def test_other_bytes_in_the_store_are_never_answered_with_equal(
    world: SmallWorld, tmp_path: Path
) -> None:
    async with services(world.settings()) as given, app_client(given) as api:
        raw = (await api.get(f"/api/v1/forecasts/{IDS[0]}/artifact")).content
    digest = sha256_digest(raw).removeprefix("sha256:")
    document = json.loads(raw)
    document["season"][0] = "2.0"
    place = tmp_path / "sha256" / digest[:2] / digest
    place.parent.mkdir(parents=True)
    place.write_text(json.dumps(document))
    settings = world.settings().model_copy(update={"objects_dir": tmp_path})
    async with services(settings) as given, app_client(given) as api:
        answer = (await api.get(f"/api/v1/forecasts/{IDS[0]}/reproduce")).json()
    assert (answer["equal"], answer["first_difference"]) == (False, "artifact_digest")


async def test_a_lost_database_is_said_to_be_the_databases_failure(
    world: SmallWorld, promise: Promise, unused_tcp_port: int
) -> None:
    settings = world.settings(database_url=dead_postgres_url(unused_tcp_port))
    assert settings.candor_mode is Mode.SIMULATED
    async with services(settings) as given, app_client(given) as api:
        for part in PARTS:
            answer = await api.get(f"/api/v1/forecasts/{IDS[0]}/{part}")
            problem = problem_of(promise, answer, 503, "vendor-unavailable")
            assert problem["detail"].startswith("postgres: ")
