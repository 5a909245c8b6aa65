"""Canonical bytes are RFC 8785's, and what has no single form is refused."""

import json
import math
import sys
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from functions.domain.canonical import JSON_INTEGER_MAX, canonical_json, sha256_digest

texts = st.text(st.characters(exclude_categories=["Cs"]))
keys = st.text(st.characters(max_codepoint=127))
leaves = st.none() | st.booleans() | texts | st.integers(-JSON_INTEGER_MAX, JSON_INTEGER_MAX)
records = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(keys, inner, max_size=5),
    max_leaves=30,
)


@given(records)
def test_the_bytes_are_those_of_another_implementation_of_rfc_8785(record: Any) -> None:
    assert canonical_json(record) == rfc8785.dumps(record)


@given(records)
def test_the_bytes_say_the_same_as_the_record(record: Any) -> None:
    assert json.loads(canonical_json(record)) == record


@given(st.dictionaries(keys, leaves))
def test_the_order_in_which_fields_were_set_does_not_matter(record: dict[str, Any]) -> None:
    assert canonical_json(dict(reversed(record.items()))) == canonical_json(record)


def test_every_character_is_escaped_as_rfc_8785_says_or_not_at_all() -> None:
    everything = "".join(
        chr(point) for point in range(sys.maxunicode + 1) if not 0xD800 <= point <= 0xDFFF
    )
    assert canonical_json(everything) == rfc8785.dumps(everything)


def test_the_worked_example() -> None:
    record = {"b": [True, None, -1], "a": '€\n"\\/\x0f\x7f', "": {"z": (), "A": {}}}
    assert canonical_json(record) == (
        '{"":{"A":{},"z":[]},"a":"€\\n\\"\\\\/\\u000f\x7f","b":[true,null,-1]}'.encode()
    )


def test_a_member_of_a_text_enumeration_is_written_as_its_text() -> None:
    class Kind(StrEnum):
        FORECAST = "forecast"

    assert canonical_json({"kind": Kind.FORECAST}) == b'{"kind":"forecast"}'


def nested(value: Any) -> list[Any]:
    return [value, [value], {"a": value}, {"a": [{"b": value}]}, (value,)]


@pytest.mark.parametrize(
    "value",
    [
        1.0, 0.0, math.nan, math.inf, -math.inf, Decimal(1), b"bytes", {1, 2}, object(), 1j,
        datetime(2025, 7, 17, tzinfo=UTC),
    ],
    ids=repr,
)  # fmt: skip
def test_what_is_not_text_or_a_whole_number_is_refused_wherever_it_stands(value: Any) -> None:
    for record in nested(value):
        with pytest.raises(TypeError, match="does not go on record"):
            canonical_json(record)


@pytest.mark.parametrize("number", [2**53, -(2**53), 2**64, 10**400])
def test_an_integer_that_javascript_would_round_is_refused(number: int) -> None:
    for record in nested(number):
        with pytest.raises(ValueError, match="does not survive JSON"):
            canonical_json(record)


def test_the_largest_safe_integers_are_written() -> None:
    assert canonical_json([2**53 - 1, 1 - 2**53]) == b"[9007199254740991,-9007199254740991]"


@pytest.mark.parametrize(
    "text", [chr(0xD800), f"a{chr(0xDFFF)}b", chr(0xD83D), f"{chr(0xDE00)}{chr(0xD83D)}"]
)
def test_a_lone_surrogate_is_refused(text: str) -> None:
    for record in nested(text):
        with pytest.raises(UnicodeEncodeError):
            canonical_json(record)


@pytest.mark.parametrize("key", ["é", "€", "\x80", "\ud800", "😀", 2, None, True, 1.5, b"a", ()])
def test_a_key_that_is_not_ascii_text_is_refused(key: Any) -> None:
    for record in nested({key: 1}):
        with pytest.raises(TypeError, match="keys are ASCII text"):
            canonical_json(record)


def test_a_digest_is_sha_256_in_hex_with_its_name() -> None:
    assert sha256_digest(b"abc") == (
        "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )
