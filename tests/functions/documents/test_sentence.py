"""The words of the headline are those of the page (`frontend/tests/features/headline`).

The vectors are written anew with

    CANDOR_WRITE_SNAPSHOTS=1 pytest tests/functions/documents/test_sentence.py
"""

import json
import os
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from functions.documents.forecast import ForecastRecord, forecast
from functions.documents.sentence import Sentence, sentence_of
from functions.documents.staleness import Staleness, staleness_of
from functions.domain.horizon import Horizon
from tests.functions.documents.settled import issued

PATH = Path(__file__).parents[2] / "golden" / "headline.json"
CASES: list[dict[str, Any]] = json.loads(PATH.read_text())


def record_of(case: dict[str, Any]) -> ForecastRecord:
    """A record with the slot, the 80 % interval and the P(up) of a case."""
    known = forecast(issued()).record.model_dump(mode="json")
    ends = {0.1: case["low"], 0.9: case["high"]}
    quantiles = [
        {**one, "price": ends.get(float(one["level"]), one["price"])} for one in known["quantiles"]
    ]
    slot = {name: case[name] for name in ("horizon", "cutoff", "target")}
    return ForecastRecord.model_validate(
        {**known, "slot": slot, "quantiles": quantiles, "p_up": case["p_up"]}
    )


def said_of(case: dict[str, Any]) -> tuple[Sentence, Staleness]:
    record, now = record_of(case), datetime.fromisoformat(case["now"])
    as_of = None if case["data_as_of"] is None else datetime.fromisoformat(case["data_as_of"])
    edge = [Horizon(one) for one in case["edge"]]
    said = sentence_of(record, case["mode"], edge, now, case["state"])
    return said, staleness_of(record.slot, as_of, now, case["state"])


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_headline_is_worded_as_the_page_words_it(case: dict[str, Any]) -> None:
    said, staleness = said_of(case)
    worded = {**asdict(said), "staleness": staleness}
    if os.environ.get("CANDOR_WRITE_SNAPSHOTS"):
        case["said"] = worded
        PATH.write_text("[\n" + ",\n".join(json.dumps(one) for one in CASES) + "\n]\n")
    assert worded == case["said"]


def test_the_vectors_hold_every_staleness_and_every_caveat() -> None:
    assert {case["said"]["staleness"] for case in CASES} == {"current", "late", "old", "gone"}
    assert len({case["said"]["caveat"] for case in CASES}) == 3


def test_the_sentence_is_whole() -> None:
    said, _ = said_of(CASES[0])
    assert said.text == (
        "By Fri 18 Jul, 12:00 UTC there is an 8 in 10 chance that Bitcoin is between $58,100"
        " and $61,950"
    )
