"""What stands in the ledger is what readers get, hash for hash and digit for digit."""

import hashlib
import json
import math
import re
from decimal import Decimal
from typing import Any

import httpx
import pytest
import rfc8785

from functions.domain.baseline import BASELINES

LEDGER = "/api/v1/ledger"
LEVELS = [
    "0.01", "0.025", "0.05", "0.1", "0.2", "0.25", "0.3", "0.4", "0.5",
    "0.6", "0.7", "0.75", "0.8", "0.9", "0.95", "0.975", "0.99",
]  # fmt: skip
CENTS, MILLIONTHS = re.compile(r"\d+\.\d{2}"), re.compile(r"-?\d+\.\d{6}")
BILLIONTHS = re.compile(r"\d+\.\d{9}")
IDS = [
    "1h-20240430T00Z",
    "4h-20240503T17Z",
    "24h-20240501T00Z",
    "7d-20240430T00Z",
    "7d-20240508T00Z",
]


def merkle_tree_hash(entries: list[bytes]) -> bytes:
    """RFC 9162, section 2.1.1, by its recursive definition."""
    if not entries:
        return hashlib.sha256(b"").digest()
    if len(entries) == 1:
        return hashlib.sha256(b"\x00" + entries[0]).digest()
    split = 1
    while split * 2 < len(entries):
        split *= 2
    left, right = merkle_tree_hash(entries[:split]), merkle_tree_hash(entries[split:])
    return hashlib.sha256(b"\x01" + left + right).digest()


async def walk(api: httpx.AsyncClient, limit: int) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Every entry by following `next_after`, and the last page."""
    entries: list[dict[str, Any]] = []
    after = -1
    while True:
        page = (await api.get(LEDGER, params={"after": after, "limit": limit})).json()
        entries += page["entries"]
        if page["next_after"] is None:
            return entries, page
        after = page["next_after"]


async def test_the_root_is_the_rfc_9162_hash_over_all_entries(api: httpx.AsyncClient) -> None:
    entries, page = await walk(api, 200)
    assert [entry["index"] for entry in entries] == list(range(page["size"]))
    bodies = [entry["body"].encode() for entry in entries]
    assert page["root_hash"] == merkle_tree_hash(bodies).hex()
    for entry, body in zip(entries, bodies, strict=True):
        assert entry["leaf_hash"] == hashlib.sha256(b"\x00" + body).hexdigest()
        assert rfc8785.dumps(json.loads(body)) == body
        assert json.loads(body)["kind"] == entry["kind"]
    assert [entry["kind"] for entry in entries[:5]] == ["promotion", *["schedule"] * 4]
    assert {entry["kind"] for entry in entries[5:]} == {"forecast", "missed"}
    recorded = [entry["recorded_at"] for entry in entries]
    assert recorded == sorted(recorded)


@pytest.mark.parametrize("limit", [31, 50, 593])
async def test_ledger_pages_of_any_size_join_to_the_whole(
    api: httpx.AsyncClient, limit: int
) -> None:
    whole, _ = await walk(api, 200)
    if limit > 200:  # more than a page may have
        refused = await api.get(LEDGER, params={"limit": limit})
        assert refused.status_code == 422
    else:
        assert (await walk(api, limit))[0] == whole


async def test_beyond_the_end_of_the_ledger_there_is_an_empty_page(api: httpx.AsyncClient) -> None:
    page = (await api.get(LEDGER, params={"after": 10_000_000})).json()
    assert (page["entries"], page["next_after"]) == ([], None)


@pytest.mark.parametrize("slot_id", IDS)
async def test_a_forecast_is_its_ledger_entry_byte_for_byte(
    api: httpx.AsyncClient, slot_id: str
) -> None:
    forecast = (await api.get(f"/api/v1/forecasts/{slot_id}")).json()["forecast"]
    where = {"after": forecast["ledger_index"] - 1, "limit": 1}
    [entry] = (await api.get(LEDGER, params=where)).json()["entries"]
    assert rfc8785.dumps(forecast["record"]) == entry["body"].encode()
    body = entry["body"].encode()
    assert forecast["leaf_hash"] == entry["leaf_hash"]
    assert forecast["leaf_hash"] == hashlib.sha256(b"\x00" + body).hexdigest()


@pytest.mark.parametrize("slot_id", IDS)
async def test_published_numbers_are_rounded_texts_that_agree_with_each_other(
    api: httpx.AsyncClient, slot_id: str
) -> None:
    forecast = (await api.get(f"/api/v1/forecasts/{slot_id}")).json()["forecast"]
    record = forecast["record"]
    quantiles = record["quantiles"]
    assert [one["level"] for one in quantiles] == LEVELS
    for one in (*quantiles, record["mean"]):
        assert MILLIONTHS.fullmatch(one["log_return"])
        assert CENTS.fullmatch(one["price"])
    assert MILLIONTHS.fullmatch(record["p_up"])
    assert 0 < float(record["p_up"]) < 1
    returns = [Decimal(one["log_return"]) for one in quantiles]
    assert returns == sorted(returns)
    reference = float(record["reference_price"])
    for one in quantiles:
        # A return is known to half of 1e-6, so is its price, and that to half a cent.
        price = reference * math.exp(float(one["log_return"]))
        assert float(one["price"]) == pytest.approx(price, abs=0.0051 + 0.51e-6 * price)
    assert set(record["baselines"]) == set(BASELINES)
    for baseline in record["baselines"].values():
        assert [MILLIONTHS.fullmatch(text) is not None for text in baseline] == [True] * len(LEVELS)
        assert list(map(Decimal, baseline)) == sorted(map(Decimal, baseline))


@pytest.mark.parametrize("slot_id", IDS)
async def test_a_forecast_was_issued_between_cutoff_and_deadline(
    api: httpx.AsyncClient, slot_id: str
) -> None:
    record = (await api.get(f"/api/v1/forecasts/{slot_id}")).json()["forecast"]["record"]
    cutoff = record["slot"]["cutoff"]
    assert cutoff <= record["issued_at"] <= f"{cutoff[:14]}10:00Z"
    assert record["slot"]["target"] > record["issued_at"]


@pytest.mark.parametrize("slot_id", IDS[:4])
async def test_an_outcome_is_scored_for_the_model_and_both_baselines(
    api: httpx.AsyncClient, slot_id: str
) -> None:
    forecast = (await api.get(f"/api/v1/forecasts/{slot_id}")).json()["forecast"]
    record, outcome = forecast["record"], forecast["outcome"]
    assert CENTS.fullmatch(outcome["price"])
    ratio = float(outcome["price"]) / float(record["reference_price"])
    assert outcome["log_return"] == f"{math.log(ratio):.6f}"
    assert 0 <= float(outcome["pit"]) <= 1
    for losses in (outcome["pinball"], outcome["crps"]):
        assert set(losses) == {"model", *BASELINES}
        assert all(BILLIONTHS.fullmatch(text) for text in losses.values())
    prices = {one["level"]: one["log_return"] for one in record["quantiles"]}
    for percent, low, high in (
        ("50", "0.25", "0.75"),
        ("80", "0.1", "0.9"),
        ("90", "0.05", "0.95"),
    ):
        came = float(outcome["log_return"])
        held = float(prices[low]) <= came <= float(prices[high])
        assert outcome["covered"][percent] is held


async def test_a_forecast_whose_time_has_not_come_has_no_outcome(api: httpx.AsyncClient) -> None:
    detail = (await api.get("/api/v1/forecasts/7d-20240508T00Z")).json()
    assert detail["forecast"]["outcome"] is None
