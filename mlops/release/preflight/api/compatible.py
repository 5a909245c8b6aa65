"""The breaks between the OpenAPI documents of two commits, read both ways. Pure.

While a release moves the domains, and in every tab that was open before, a page of one commit
speaks to the API of the other. So the API of after must understand what the page of before
asks and answer what that page understands; and what the API of before still answers (a tab
after a rollback, a cache) must be understood by the page of after. What is only added, an
operation, an optional parameter, a property of an answer, breaks neither.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mlops.release.preflight.api.schema import Found, Reading, Schema, resolved

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
OPERATION = frozenset(
    {"summary", "description", "operationId", "tags", "deprecated", "parameters", "requestBody",
     "responses"}
)  # fmt: skip
PARAMETER = frozenset(
    {"name", "in", "required", "description", "schema", "example", "examples", "deprecated"}
)
BODY = frozenset({"content", "required", "description"})
RESPONSE = frozenset({"content", "description"})
MEDIA = frozenset({"schema", "example", "examples"})
OLD_PAGE, OLD_API = "old page, new API", "new page, old API"
REFUSALS = ("4", "5", "default")
NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Break:
    """What one side does not understand of the other; `operation` is like `GET /api/health`."""

    operation: str
    sentence: str

    def __str__(self) -> str:
        """As it is refused."""
        return f"{self.operation}: {self.sentence}"


def breaks(before: Schema, after: Schema) -> list[Break]:
    """Every break, in the order of the paths. ValueError for a document that is not whole."""
    found: list[Break] = []
    for operation, old in _operations(before).items():
        new = _operations(after).get(operation)
        if new is None:
            found.append(Break(operation, f"{OLD_PAGE}: is not there any more"))
            continue
        said = [
            *_at(OLD_PAGE, _strangers("the operation", old, new, OPERATION)),
            *_at(OLD_PAGE, _asked(before, after, old, new)),
            *_at(OLD_PAGE, _answered(after, before, new, old)),
            *_at(OLD_API, _answered(before, after, old, new)),
        ]
        found += [Break(operation, one) for one in dict.fromkeys(said)]
    return found


def _operations(document: Schema) -> dict[str, Schema]:
    """By method and path. ValueError where a path holds what is no operation."""
    found: dict[str, Schema] = {}
    for path, item in document["paths"].items():
        if others := item.keys() - {*METHODS, "summary", "description"}:
            raise ValueError(f"{path} has {', '.join(sorted(others))}, which nobody compares")
        found |= {f"{one.upper()} {path}": item[one] for one in METHODS if one in item}
    return found


def _asked(before: Schema, after: Schema, old: Schema, new: Schema) -> Found:
    """What the old page asks and the new API refuses."""
    reading = Reading(before, after, ignores_more=False)
    theirs, ours = _parameters(before, old), _parameters(after, new)
    for key, parameter in theirs.items():
        at = f"{key[0]} parameter {key[1]}"
        if key not in ours:
            yield at, "is not known any more"
            continue
        read = ours[key]
        yield from _strangers(at, parameter, read, PARAMETER)
        if read.get("required") and not parameter.get("required"):
            yield at, "may be missing, and is needed"
        sent, known = parameter.get("schema", True), read.get("schema", True)
        yield from _placed(at, reading.breaks(sent, known))
        was, becomes = _default(before, sent), _default(after, known)
        if was != becomes:
            yield at, f"means {becomes!r} where it is left out, and meant {was!r}"
    for key in ours.keys() - theirs.keys():
        if ours[key].get("required"):
            yield f"{key[0]} parameter {key[1]}", "is needed, and was not known"
    yield from _body(reading, old.get("requestBody"), new.get("requestBody"))


def _body(reading: Reading, old: Any, new: Any) -> Found:
    sent, read = resolved(reading.sent_by, old), resolved(reading.read_by, new)
    if sent is None:
        if read is not None and read.get("required"):
            yield "the body", "is needed, and was not known"
        return
    if read is None:
        yield "the body", "is not read any more"
        return
    yield from _strangers("the body", sent, read, BODY)
    if read.get("required") and not sent.get("required"):
        yield "the body", "may be missing, and is needed"
    yield from _content(reading, "the body", sent, read, _media(sent))


def _answered(sender: Schema, reader: Schema, sent: Schema, read: Schema) -> Found:
    """What one API answers and the other's page does not understand.

    Of refusals the page needs to know the form of each status that it knows, and no more:
    every one that it does not know is a refusal to it all the same.
    """
    for status, answer in sent["responses"].items():
        given = resolved(sender, answer)
        known = resolved(reader, read["responses"].get(status))
        if known is None:
            if not status.startswith(REFUSALS):
                yield f"answer {status}", "is not known"
            continue
        yield from _strangers(f"answer {status}", given, known, RESPONSE)
        reading = Reading(sender, reader, ignores_more=True)
        # Of several media types the page gets the one that it asks for.
        yield from _content(reading, f"answer {status}", given, known, _media(known))


def _content(reading: Reading, at: str, sent: Schema, read: Schema, needed: Sequence[str]) -> Found:
    theirs, ours = sent.get("content", NOTHING), read.get("content", NOTHING)
    for media in needed:
        if media not in theirs or media not in ours:
            yield at, f"is {media} on one side only"
            continue
        yield from _strangers(at, theirs[media], ours[media], MEDIA)
        given, known = theirs[media].get("schema", True), ours[media].get("schema", True)
        yield from _placed(at, reading.breaks(given, known))


def _media(holder: Schema) -> Sequence[str]:
    return list(holder.get("content", NOTHING))


def _parameters(document: Schema, operation: Schema) -> dict[tuple[str, str], Schema]:
    listed = [resolved(document, one) for one in operation.get("parameters", ())]
    return {(one["in"], one["name"]): one for one in listed}


def _default(document: Schema, schema: Any) -> Any:
    found = resolved(document, schema)
    return found.get("default") if isinstance(found, Mapping) else None


def _strangers(at: str, one: Schema, other: Schema, known: frozenset[str]) -> Found:
    for keyword in sorted({*one, *other} - known):
        if one.get(keyword) != other.get(keyword):
            yield at, f"differs in {keyword}, of which this check does not know what it does"


def _placed(at: str, found: Found) -> Found:
    return ((f"{at}, {where}" if where else at, said) for where, said in found)


def _at(side: str, found: Found) -> Iterator[str]:
    return (f"{side}: {where} {said}" for where, said in found)
