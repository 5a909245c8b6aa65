"""A validator for the part of JSON Schema (2020-12) that our OpenAPI document uses.

It refuses keywords it does not know, so that no promise goes unchecked.
"""

import re
from datetime import datetime
from typing import Any

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


def violations(
    openapi: dict[str, Any], schema: dict[str, Any], value: Any, at: str = "$"
) -> list[str]:
    """Every way in which `value` breaks its promise; empty when it keeps it."""
    found: list[str] = []
    for keyword, wanted in schema.items():
        match keyword:
            case "$ref":
                found += violations(openapi, resolved(openapi, wanted), value, at)
            case "type":
                if not isinstance(value, TYPES[wanted]) or (
                    isinstance(value, bool) and wanted in ("integer", "number")
                ):
                    found.append(f"{at}: {value!r} is no {wanted}")
            case "anyOf":
                if all(violations(openapi, one, value, at) for one in wanted):
                    found.append(f"{at}: {value!r} is none of {len(wanted)} choices")
            case "enum":
                if value not in wanted:
                    found.append(f"{at}: {value!r} is not among {wanted}")
            case "const":
                if value != wanted:
                    found.append(f"{at}: {value!r} is not {wanted!r}")
            case "pattern":
                if isinstance(value, str) and not re.search(wanted, value):
                    found.append(f"{at}: {value!r} does not match {wanted}")
            case "format":
                if wanted != "date-time":
                    raise NotImplementedError(f"format {wanted}")
                if isinstance(value, str) and datetime.fromisoformat(value).tzinfo is None:
                    found.append(f"{at}: {value!r} has no time zone")
            case "properties" | "required" | "additionalProperties":
                if isinstance(value, dict):
                    found += _members(openapi, schema, keyword, value, at)
            case "items":
                if isinstance(value, list):
                    for place, item in enumerate(value):
                        found += violations(openapi, wanted, item, f"{at}[{place}]")
            case _ if keyword not in ANNOTATIONS:
                raise NotImplementedError(f"keyword {keyword} at {at}")
    return found


def resolved(openapi: dict[str, Any], reference: str) -> dict[str, Any]:
    """The schema a local reference points to."""
    found: Any = openapi
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    assert isinstance(found, dict)
    return found


def _members(
    openapi: dict[str, Any], schema: dict[str, Any], keyword: str, value: dict[str, Any], at: str
) -> list[str]:
    properties = schema.get("properties", {})
    wanted = schema[keyword]
    if keyword == "required":
        return [f"{at}: {name} is missing" for name in wanted if name not in value]
    if keyword == "properties":
        return [
            found
            for name, one in wanted.items()
            if name in value
            for found in violations(openapi, one, value[name], f"{at}.{name}")
        ]
    others = {name: item for name, item in value.items() if name not in properties}
    if wanted is False:
        return [f"{at}: {name} is not announced" for name in others]
    return [
        found
        for name, item in others.items()
        for found in violations(openapi, wanted, item, f"{at}.{name}")
    ]
