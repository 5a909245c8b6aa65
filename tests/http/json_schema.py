"""A validator for the part of JSON Schema (2020-12) that our OpenAPI document uses.

It refuses keywords it does not know, so that no promise goes unchecked.
"""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

Schema = dict[str, Any]

ANNOTATIONS = {"title", "description", "examples", "default"}
TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}


class Promise:
    """An OpenAPI document, held against values."""

    def __init__(self, openapi: Schema) -> None:
        self._openapi = openapi
        self._checks: dict[str, Callable[[Schema, Any, str], Iterator[str]]] = {
            "$ref": lambda schema, value, at: self._check(self.resolve(schema["$ref"]), value, at),
            "type": _type,
            "anyOf": self._any_of,
            "enum": _enum,
            "const": _const,
            "pattern": _pattern,
            "format": _format,
            "minimum": _minimum,
            "maximum": _maximum,
            "maxLength": _max_length,
            "required": _required,
            "properties": self._properties,
            "additionalProperties": self._other_properties,
            "items": self._items,
        }

    def violations(self, schema: Schema, value: Any) -> list[str]:
        """Every way in which a value breaks the schema; empty when it keeps it."""
        return list(self._check(schema, value, "$"))

    def resolve(self, reference: str) -> Schema:
        """The schema a local reference points to."""
        found: Any = self._openapi
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]
        assert isinstance(found, dict)
        return found

    def _check(self, schema: Schema, value: Any, at: str) -> Iterator[str]:
        for keyword in schema.keys() - ANNOTATIONS:
            yield from self._checks[keyword](schema, value, at)

    def _any_of(self, schema: Schema, value: Any, at: str) -> Iterator[str]:
        if all(list(self._check(one, value, at)) for one in schema["anyOf"]):
            yield f"{at}: {value!r} is none of {len(schema['anyOf'])} choices"

    def _properties(self, schema: Schema, value: Any, at: str) -> Iterator[str]:
        for name, one in schema["properties"].items():
            if isinstance(value, dict) and name in value:
                yield from self._check(one, value[name], f"{at}.{name}")

    def _other_properties(self, schema: Schema, value: Any, at: str) -> Iterator[str]:
        for name in set(value if isinstance(value, dict) else ()) - set(
            schema.get("properties", ())
        ):
            if schema["additionalProperties"] is False:
                yield f"{at}: {name} is not announced"
            elif schema["additionalProperties"] is not True:
                yield from self._check(schema["additionalProperties"], value[name], f"{at}.{name}")

    def _items(self, schema: Schema, value: Any, at: str) -> Iterator[str]:
        for place, item in enumerate(value if isinstance(value, list) else ()):
            yield from self._check(schema["items"], item, f"{at}[{place}]")


def _type(schema: Schema, value: Any, at: str) -> Iterator[str]:
    wanted = schema["type"]
    truth_as_number = isinstance(value, bool) and wanted in ("integer", "number")
    if truth_as_number or not isinstance(value, TYPES[wanted]):
        yield f"{at}: {value!r} is no {wanted}"


def _enum(schema: Schema, value: Any, at: str) -> Iterator[str]:
    if value not in schema["enum"]:
        yield f"{at}: {value!r} is not among {schema['enum']}"


def _const(schema: Schema, value: Any, at: str) -> Iterator[str]:
    if value != schema["const"]:
        yield f"{at}: {value!r} is not {schema['const']!r}"


def _pattern(schema: Schema, value: Any, at: str) -> Iterator[str]:
    if isinstance(value, str) and not re.search(schema["pattern"], value):
        yield f"{at}: {value!r} does not match {schema['pattern']}"


def _format(schema: Schema, value: Any, at: str) -> Iterator[str]:
    if not isinstance(value, str):
        return
    if schema["format"] == "date":
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
            yield f"{at}: {value!r} is no day"
        return
    assert schema["format"] == "date-time"
    if datetime.fromisoformat(value).tzinfo is None:
        yield f"{at}: {value!r} has no time zone"


def _minimum(schema: Schema, value: Any, at: str) -> Iterator[str]:
    if isinstance(value, (int, float)) and value < schema["minimum"]:
        yield f"{at}: {value!r} is below {schema['minimum']}"


def _maximum(schema: Schema, value: Any, at: str) -> Iterator[str]:
    if isinstance(value, (int, float)) and value > schema["maximum"]:
        yield f"{at}: {value!r} is above {schema['maximum']}"


def _max_length(schema: Schema, value: Any, at: str) -> Iterator[str]:
    if isinstance(value, str) and len(value) > schema["maxLength"]:
        yield f"{at}: {value!r} is longer than {schema['maxLength']}"


def _required(schema: Schema, value: Any, at: str) -> Iterator[str]:
    for name in schema["required"]:
        if isinstance(value, dict) and name not in value:
            yield f"{at}: {name} is missing"
