"""An artifact is trusted by its digest alone, and read only when it is whole."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.domain.artifact import ARTIFACT_BYTES_MAX, load_artifact
from functions.domain.canonical import canonical_json, sha256_digest
from functions.domain.errors import ArtifactRefused
from functions.domain.horizon import Horizon
from tests.fakes.artifact import artifact_document

RAW = canonical_json(artifact_document())
Change = Callable[[dict[str, Any]], object]


def test_a_whole_artifact_is_read() -> None:
    artifact = load_artifact(RAW, sha256_digest(RAW))
    assert artifact.digest == sha256_digest(RAW)
    assert artifact.trained_until == datetime(2024, 1, 1, tzinfo=UTC)
    assert artifact.training_hours == 5000
    assert artifact.parameters.horizons[Horizon.H24].season_exponent == 1.3
    assert artifact.parameters.baselines[Horizon.D7].unconditional[8] == 0.0
    assert artifact.evaluation is None


@given(st.integers(0, len(RAW) - 1), st.integers(1, 255))
def test_a_single_changed_byte_is_refused(position: int, change: int) -> None:
    changed = bytearray(RAW)
    changed[position] ^= change
    with pytest.raises(ArtifactRefused, match=r"have digest sha256:[0-9a-f]{64}, not"):
        load_artifact(bytes(changed), sha256_digest(RAW))


def test_the_digest_is_checked_before_the_bytes_are_parsed() -> None:
    with pytest.raises(ArtifactRefused, match="have digest"):
        load_artifact(b"{not json", sha256_digest(RAW))


def test_too_many_bytes_are_refused() -> None:
    raw = RAW + b" " * ARTIFACT_BYTES_MAX
    with pytest.raises(ArtifactRefused, match="more than 200000"):
        load_artifact(raw, sha256_digest(raw))


@pytest.mark.parametrize(
    "raw",
    [b"", b"\xff", b"[]", b"null", b"[" * 100_000, b'{"schema": NaN}', b"{}"],
    ids=["nothing", "not UTF-8", "a list", "null", "deep", "NaN", "empty"],
)
def test_what_is_no_artifact_is_refused_with_a_reason(raw: bytes) -> None:
    with pytest.raises(ArtifactRefused):
        load_artifact(raw, sha256_digest(raw))


def set_to(value: object, *path: str | int) -> Change:
    def change(document: dict[str, Any]) -> None:
        place: Any = document
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value

    return change


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (set_to("candor/other", "schema"), "schema 'candor/other'"),
        (set_to(3, "schema_version"), "version 3"),
        (set_to("1", "schema_version"), "version '1'"),
        (lambda d: d.pop("season"), "season is missing"),
        (lambda d: d["horizons"].pop("24h"), "24h is missing"),
        (lambda d: d["season"].pop(), "168 hours, not 167"),
        (set_to("0", "season", 5), "above zero"),
        (set_to("nan", "season", 5), "not a number"),
        (set_to(0.5, "season", 5), "not a number written as text"),
        (set_to("1e999", "horizons", "1h", "intercept"), "not finite"),
        (set_to("1_0", "horizons", "1h", "scale"), "not a number"),
        (set_to("0", "horizons", "4h", "scale"), "scale is above 0"),
        (lambda d: d["horizons"]["1h"]["slopes"].pop(), "15 slopes needed, 14 given"),
        (set_to(["1"] * 16, "horizons", "7d", "offsets"), "17 quantiles needed, 16 given"),
        (set_to("9", "baselines", "1h", "ewma", 0), "must not cross"),
        (lambda d: d["baselines"]["4h"].pop("rolling"), "rolling is missing"),
        (lambda d: d.pop("garch"), "garch is missing"),
        (set_to("0", "garch", "variance"), "variance is above 0"),
        (set_to("-0.1", "garch", "alpha"), "at least 0"),
        (set_to("0.92", "garch", "beta"), "sum below 1"),
        (lambda d: d.pop("extremes"), "extremes is missing"),
        (lambda d: d["extremes"].pop("4h"), "4h is missing"),
        (set_to("-0.1", "extremes", "1h", 0), "at least 0"),
        (lambda d: d["regimes"].pop("24h"), "24h is missing"),
        (set_to("much", "regimes", "24h", "threshold"), "not a number"),
        (set_to("9", "regimes", "24h", "errors", 0), "must not cross"),
        (set_to(0, "training_hours"), "training_hours is a count"),
        (set_to(True, "training_hours"), "training_hours is a count"),
        (set_to("yesterday", "trained_until"), "not a model artifact"),
        (set_to("2024-01-01T00:00:00", "trained_until"), "no time zone"),
        (set_to(7, "data_digest"), "not text"),
        (set_to([], "evaluation"), "evaluation is not an object"),
        (set_to([], "horizons", "1h"), "1h is not an object"),
    ],
)
def test_a_broken_document_is_refused_though_its_digest_fits(change: Change, reason: str) -> None:
    document = artifact_document()
    change(document)
    raw = json.dumps(document).encode()
    with pytest.raises(ArtifactRefused, match=reason):
        load_artifact(raw, sha256_digest(raw))
