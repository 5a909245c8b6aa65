"""Whether who reads by one schema understands everything that is sent by another. Pure.

Knows the keywords of JSON Schema that FastAPI writes for us, and says so of any other: a
difference that is not understood counts as a break.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

# A discriminator says again what the branches' own constants say.
ANNOTATIONS = frozenset(
    {"title", "description", "examples", "example", "deprecated", "default", "discriminator"}
)
LOWEST = ("minimum", "exclusiveMinimum", "gt", "minLength", "minItems", "minProperties")
HIGHEST = (
    "maximum", "exclusiveMaximum", "lt", "decimal_places", "maxLength", "maxItems",
    "maxProperties",
)  # fmt: skip
EXACT = ("pattern", "format", "multipleOf", "contentMediaType")
SHAPE = frozenset(
    {"$ref", "anyOf", "oneOf", "type", "enum", "const", "properties", "required", "items",
     "additionalProperties"}
)  # fmt: skip
KNOWN = ANNOTATIONS | SHAPE | {*LOWEST, *HIGHEST, *EXACT}
REFERENCE = "#/"
TYPES = frozenset({"string", "number", "integer", "boolean", "object", "array", "null"})

Schema = Mapping[str, Any]
Found = Iterator[tuple[str, str]]
"""Where in the document that is sent, and what is not understood there."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A reader of one OpenAPI document, and who sends by another.

    `ignores_more`: properties that the reader's schema does not have are no trouble to it.
    """

    sent_by: Schema
    read_by: Schema
    ignores_more: bool
    _asked: set[tuple[str, str]] = field(default_factory=set)

    def breaks(self, sent: Any, read: Any, at: str = "") -> Found:
        """Everything that `sent` describes and `read` does not understand."""
        theirs, ours = _name(sent), _name(read)
        if theirs and ours:
            if (theirs, ours) in self._asked:
                return  # said already, or being asked
            self._asked.add((theirs, ours))
        sent, read = resolved(self.sent_by, sent), resolved(self.read_by, read)
        if read is True or sent is False:
            return
        if not isinstance(sent, Mapping) or not isinstance(read, Mapping):
            yield at, "may be anything, where one form was agreed"
            return
        if strange := list(_strange(sent, read)):
            yield from ((at, said) for said in strange)
            return
        yield from self._by_shape(sent, read, at)

    def _by_shape(self, sent: Schema, read: Schema, at: str) -> Found:
        if _branches(sent) != [sent] or _branches(read) != [read]:
            # Keywords beside the branches hold for each of them.
            yield from _limits(sent, read, at)
            yield from self._branches(_branches(sent), _branches(read), at)
            return
        if said := _type(sent, read):
            yield at, said
            return
        yield from chain(_values(sent, read, at), _limits(sent, read, at))
        yield from chain(self._properties(sent, read, at), self._items(sent, read, at))

    def _branches(self, sent: Sequence[Any], read: Sequence[Any], at: str) -> Found:
        """Each that is sent fits one that is read; what is nearest says why it does not."""
        for one in sent:
            tried = [list(self._tried().breaks(one, other, at)) for other in read]
            if all(tried):
                alike = [
                    found
                    for found, other in zip(tried, read, strict=True)
                    if _kind(self.sent_by, one) == _kind(self.read_by, other)
                ]
                said = f"may be {_kind(self.sent_by, one)}, which is not known there"
                yield from min(alike, key=len, default=[(at, said)])

    def _tried(self) -> "Reading":
        """A reader of one branch: what it asks about is not asked for good."""
        return Reading(self.sent_by, self.read_by, self.ignores_more, set(self._asked))

    def _properties(self, sent: Schema, read: Schema, at: str) -> Found:
        theirs, ours = sent.get("properties", {}), read.get("properties", {})
        required = sent.get("required", ())
        yield from (
            (_inside(at, name), "may be missing, and is needed")
            for name in read.get("required", ())
            if name not in required
        )
        rest = read.get("additionalProperties", True)
        for name, schema in theirs.items():
            if name in ours:
                yield from self.breaks(schema, ours[name], _inside(at, name))
            elif rest is False and not self.ignores_more:
                yield _inside(at, name), "is not known and is refused"
            elif isinstance(rest, Mapping):
                yield from self.breaks(schema, rest, _inside(at, name))
        more = sent.get("additionalProperties", True)
        is_object = "object" in _types(sent)
        if is_object and rest is False and more is not False and not self.ignores_more:
            yield at, "may have properties that are refused"
        elif isinstance(rest, Mapping):
            yield from self.breaks(more, rest, _inside(at, "*"))

    def _items(self, sent: Schema, read: Schema, at: str) -> Found:
        if "items" in read and "array" in _types(sent):
            yield from self.breaks(sent.get("items", True), read["items"], f"{at}[]")


def resolved(document: Schema, schema: Any) -> Any:
    """The schema that a reference names; ValueError where it names none."""
    while (name := _name(schema)) is not None:
        found: Any = document
        for part in name.removeprefix(REFERENCE).split("/"):
            if not isinstance(found, Mapping) or part not in found:
                raise ValueError(f"the document has no {name}")
            found = found[part]
        schema = found
    return schema


def _name(schema: Any) -> str | None:
    name = schema.get("$ref") if isinstance(schema, Mapping) else None
    return None if name is None else str(name)


def _strange(sent: Schema, read: Schema) -> Iterator[str]:
    for keyword in sorted({*sent, *read} - KNOWN):
        theirs, ours = sent.get(keyword), read.get(keyword)
        if theirs != ours or "$ref" in str(theirs):
            yield f"has the keyword {keyword}, of which this check does not know what it does"


def _branches(schema: Schema) -> Sequence[Any]:
    """Those of `anyOf`, or of `oneOf`: ours never overlap."""
    found: Sequence[Any] = schema.get("anyOf") or schema.get("oneOf") or [schema]
    return found


def _types(schema: Schema) -> frozenset[str]:
    match schema.get("type"):
        case str(one):
            return frozenset({one})
        case list(several):
            return frozenset(several)
        case _:
            return TYPES


def _type(sent: Schema, read: Schema) -> str:
    theirs, ours = _types(sent), _types(read)
    more = theirs - ours - ({"integer"} if "number" in ours else set())
    if not more:
        return ""
    said = "anything" if theirs == TYPES else " or ".join(sorted(more))
    return f"may be {said}, where {' or '.join(sorted(ours))} is expected"


def _values(sent: Schema, read: Schema, at: str) -> Found:
    ours = _listed(read)
    if ours is None:
        return
    theirs = _listed(sent)
    if theirs is None:
        yield at, f"may be any value, where only {_words(ours)} are known"
    elif more := [one for one in theirs if one not in ours]:
        yield at, f"may be {_words(more)}, which is not known there"


def _listed(schema: Schema) -> list[Any] | None:
    if "const" in schema:
        return [schema["const"]]
    return list(schema["enum"]) if "enum" in schema else None


def _limits(sent: Schema, read: Schema, at: str) -> Found:
    for keyword in EXACT:
        if keyword in read and sent.get(keyword) != read[keyword]:
            yield at, f"has {_said(sent, keyword)}, where {_said(read, keyword)} is expected"
    for keyword in (*LOWEST, *HIGHEST):
        if keyword not in read:
            continue
        theirs, ours = sent.get(keyword), read[keyword]
        is_inside = theirs is not None and (theirs >= ours if keyword in LOWEST else theirs <= ours)
        if not is_inside:
            yield at, f"has {_said(sent, keyword)}, where {_said(read, keyword)} is expected"


def _said(schema: Schema, keyword: str) -> str:
    return f"{keyword} {schema[keyword]}" if keyword in schema else f"no {keyword}"


def _kind(document: Schema, schema: Any) -> str:
    found = resolved(document, schema)
    if not isinstance(found, Mapping) or "type" not in found:
        return "anything"
    return " or ".join(sorted(_types(found)))


def _words(values: Sequence[Any]) -> str:
    return ", ".join(repr(one) for one in values)


def _inside(at: str, name: str) -> str:
    return f"{at}.{name}" if at else name
