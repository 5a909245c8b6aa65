"""What a reader understands of what is sent: the same, less, and nothing it was not told of."""

from typing import Any

import pytest

from mlops.release.preflight.api.schema import Reading

TREE = {
    "type": "object",
    "properties": {"left": {"anyOf": [{"$ref": "#/components/Tree"}, {"type": "null"}]}},
    "required": ["left"],
}
DOCUMENT: dict[str, Any] = {"components": {"Tree": TREE}}
TEXT, NUMBER, WHOLE = {"type": "string"}, {"type": "number"}, {"type": "integer"}
OPEN = {"type": "object", "properties": {"a": TEXT}}
CLOSED = {**OPEN, "additionalProperties": False}
WIDER = {**CLOSED, "properties": {"a": TEXT, "b": TEXT}}


def said(sent: Any, read: Any, *, ignores_more: bool = False) -> list[str]:
    found = Reading(DOCUMENT, DOCUMENT, ignores_more=ignores_more).breaks(sent, read)
    return [f"{at}: {sentence}" if at else sentence for at, sentence in found]


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (TEXT, TEXT),
        (WHOLE, NUMBER),
        ({"enum": ["a"]}, {"enum": ["a", "b"]}),
        ({"const": 1}, {"enum": [1, 2]}),
        ({**WHOLE, "minimum": 2, "maximum": 3}, {**WHOLE, "minimum": 1}),
        ({**TEXT, "pattern": "^a$"}, TEXT),
        ({**TEXT, "title": "A", "examples": ["a"]}, TEXT),
        (CLOSED, WIDER),
        (TEXT, {"anyOf": [TEXT, {"type": "null"}]}),
        ({"oneOf": [TEXT, WHOLE]}, {"oneOf": [WHOLE, TEXT, {"type": "null"}]}),
        ({"type": "array", "items": WHOLE}, {"type": "array", "items": NUMBER}),
        ({"$ref": "#/components/Tree"}, {"$ref": "#/components/Tree"}),
        (TREE, TREE),
        (TEXT, True),
        ({**TEXT, "x-odd": 1}, {**TEXT, "x-odd": 1}),
    ],
)
def test_the_same_and_less_is_understood(sent: Any, read: Any) -> None:
    assert said(sent, read) == []


@pytest.mark.parametrize(
    ("sent", "read", "sentence"),
    [
        (NUMBER, WHOLE, "may be number, where integer is expected"),
        ({}, TEXT, "may be anything, where string is expected"),
        (True, TEXT, "may be anything, where one form was agreed"),
        ({"enum": ["a", "b"]}, {"enum": ["a"]}, "may be 'b', which is not known there"),
        (TEXT, {**TEXT, "enum": ["a"]}, "may be any value, where only 'a' are known"),
        ({**WHOLE, "minimum": 0}, {**WHOLE, "minimum": 1}, "has minimum 0, where minimum 1"),
        (WHOLE, {**WHOLE, "maximum": 1}, "has no maximum, where maximum 1 is expected"),
        (TEXT, {**TEXT, "pattern": "^a$"}, "has no pattern, where pattern ^a$ is expected"),
        ({"anyOf": [TEXT, {"type": "null"}]}, TEXT, "may be null, which is not known there"),
        (WIDER, CLOSED, "b: is not known and is refused"),
        (OPEN, CLOSED, "may have properties that are refused"),
        (OPEN, {**OPEN, "required": ["a"]}, "a: may be missing, and is needed"),
        (
            {"type": "object", "additionalProperties": TEXT},
            {"type": "object", "additionalProperties": WHOLE},
            "*: may be string, where integer is expected",
        ),
        (
            {"type": "array", "items": {"anyOf": [OPEN, {"type": "null"}]}},
            {"type": "array", "items": {"anyOf": [{**OPEN, "required": ["a"]}, {"type": "null"}]}},
            "[].a: may be missing, and is needed",
        ),
        ({**TEXT, "not": {}}, TEXT, "has the keyword not, of which this check does not know"),
        (
            {"allOf": [{"$ref": "#/components/Tree"}]},
            {"allOf": [{"$ref": "#/components/Tree"}]},
            "has the keyword allOf, of which this check does not know what it does",
        ),
    ],
)
def test_more_is_not(sent: Any, read: Any, sentence: str) -> None:
    [found] = said(sent, read)
    assert found.startswith(sentence)


def test_a_page_ignores_properties_that_it_does_not_know() -> None:
    assert said(WIDER, CLOSED, ignores_more=True) == []
    assert said(OPEN, CLOSED, ignores_more=True) == []


def test_a_reference_to_nothing_is_no_schema() -> None:
    with pytest.raises(ValueError, match="has no #/components/Bush"):
        said({"$ref": "#/components/Bush"}, TEXT)
