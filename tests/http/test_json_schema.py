"""The validator that the HTTP tests lean on sees what is wrong."""

from typing import Any

import pytest

from tests.http.json_schema import Promise

PROMISE = Promise({"components": {"schemas": {"Level": {"type": "string", "pattern": r"^\d+$"}}}})
OBJECT: dict[str, Any] = {
    "type": "object",
    "title": "Object",
    "properties": {
        "level": {"$ref": "#/components/schemas/Level"},
        "at": {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}]},
        "losses": {"type": "object", "additionalProperties": {"type": "number"}},
        "kinds": {"type": "array", "items": {"enum": ["a", "b"]}},
        "version": {"type": "integer", "const": 1},
        "day": {"type": "string", "format": "date"},
        "share": {"type": "number", "minimum": 0, "maximum": 1},
        "word": {"type": "string", "maxLength": 3},
    },
    "required": ["level"],
    "additionalProperties": False,
}
GOOD = {
    "level": "12",
    "at": "2024-05-01T00:00:00Z",
    "losses": {"model": 0.5},
    "kinds": ["a", "b"],
    "version": 1,
    "day": "2024-05-01",
    "share": 1,
    "word": "abc",
}


def test_a_value_that_keeps_the_promise_violates_nothing() -> None:
    assert PROMISE.violations(OBJECT, GOOD) == []
    assert PROMISE.violations(OBJECT, {"level": "1", "at": None}) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"level": "x"},
        {"level": 12},
        {"at": "2024-05-01T00:00:00"},
        {"at": 5},
        {"losses": {"model": "0.5"}},
        {"losses": {"model": True}},
        {"losses": []},
        {"kinds": ["c"]},
        {"version": 2},
        {"day": "2024-05-01T00:00:00Z"},
        {"share": -0.1},
        {"share": 1.1},
        {"word": "abcd"},
        {"extra": 1},
    ],
)
def test_a_value_that_breaks_the_promise_is_seen(wrong: dict[str, Any]) -> None:
    assert PROMISE.violations(OBJECT, {**GOOD, **wrong}) != []


def test_a_missing_field_is_seen() -> None:
    assert PROMISE.violations(OBJECT, {}) == ["$: level is missing"]


def test_a_keyword_it_does_not_know_is_refused() -> None:
    with pytest.raises(KeyError, match="multipleOf"):
        PROMISE.violations({"multipleOf": 2}, 4)
