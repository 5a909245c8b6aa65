"""Whether a published forecast follows from its model and its candles, step by step.

What cannot be computed (which world, when, by which code) is taken from the record as
published; everything else is computed anew by the code that issues, and compared after
the published rounding. The last step compares the whole record byte for byte.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from functions.domain.artifact import load_artifact
from functions.domain.canonical import sha256_digest
from functions.domain.errors import CandorError, InvalidInput
from functions.domain.horizon import Slot
from functions.domain.input_window import read_input
from functions.domain.issuing import issue_records
from functions.domain.ledger import leaf_hash
from functions.domain.record import ModelRef
from functions.domain.units import instant_text, parse_instant
from functions.domain.world import Clock, Mode, World

ABSENT = "absent"
TAKEN_AS_PUBLISHED = frozenset({"mode", "source", "issued_at", "model", "code_version"})
"""Fields that the rebuilt record copies, so that their agreement would say nothing."""
OWN_STEP = frozenset({"input_digest"})
FIRST = ("kind", "schema_version", "slot", "reference_price", "quantiles", "mean", "p_up")
"""Fields in the order of the computation; the others follow by name."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Bytes as they were fetched for a slot, none of them trusted yet.

    `body` and `leaf_hash` are the forecast's ledger entry; `promotion` is the body of the
    entry that made its model champion, None where there is none before it.
    """

    slot: Slot
    body: bytes
    leaf_hash: bytes
    promotion: bytes | None
    artifact: bytes
    window: bytes


@dataclass(frozen=True, slots=True)
class Step:
    """One published value and the same value computed anew, both as they are written."""

    name: str
    published: str
    recomputed: str

    @property
    def equal(self) -> bool:
        """Whether the two agree to the last digit published."""
        return self.published == self.recomputed


@dataclass(frozen=True, slots=True)
class _Given:
    """What a forecast record says that nothing can compute."""

    world: World
    model: ModelRef
    code_version: str


def reproduce(evidence: Evidence) -> list[Step]:
    """Every step in the order of the computation; the forecast is reproduced if all agree.

    Where a record cannot be computed from the evidence, the last step says why and
    differs. Raises InvalidInput for a ledger entry that is no forecast record.
    """
    try:
        published = json.loads(evidence.body)
        given = _given(published)
        cited = str(published["input_digest"])
    except (ValueError, TypeError, LookupError, RecursionError) as error:
        raise InvalidInput(f"the ledger entry is no forecast record: {error!r}") from None
    steps = [
        Step("leaf_hash", evidence.leaf_hash.hex(), leaf_hash(evidence.body).hex()),
        Step("promotion", _champion(given.model), _promoted(evidence.promotion)),
        Step("artifact_digest", given.model.digest, sha256_digest(evidence.artifact)),
        Step("input_digest", cited, sha256_digest(evidence.window)),
    ]
    whole = sha256_digest(evidence.body)
    try:
        window = read_input(evidence.window)
        cutoff, closes = evidence.slot.cutoff, window[-1].close_time
        steps.append(Step("input_end", instant_text(cutoff), instant_text(closes)))
        # By its own digest: that it is another than the published one was said above.
        artifact = load_artifact(evidence.artifact, sha256_digest(evidence.artifact))
        [body] = issue_records(
            given.world, [evidence.slot], given.model, artifact, window, given.code_version
        ).values()
        steps += _fields(published, json.loads(body))
        steps.append(Step("record", whole, sha256_digest(body)))
    except (CandorError, ArithmeticError, ValueError, RecursionError) as error:
        steps.append(Step("record", whole, f"cannot be computed: {error}"))
    return steps


def first_difference(steps: Sequence[Step]) -> Step | None:
    """The first step that differs; None when the forecast is reproduced."""
    return next((step for step in steps if not step.equal), None)


def model_of(body: bytes) -> ModelRef:
    """The model that a forecast's ledger entry says it came from.

    Raises InvalidInput for an entry that is no forecast record.
    """
    try:
        return _model(json.loads(body))
    except (ValueError, TypeError, LookupError, RecursionError) as error:
        raise InvalidInput(f"the ledger entry is no forecast record: {error!r}") from None


def _given(record: dict[str, Any]) -> _Given:
    issued_at = parse_instant(record["issued_at"])
    clock = Clock(issued_at, None, None, None, 3600.0)
    world = World(Mode(record["mode"]), str(record["source"]), clock, None)
    return _Given(world, _model(record), str(record["code_version"]))


def _model(record: dict[str, Any]) -> ModelRef:
    return ModelRef(int(record["model"]["version"]), str(record["model"]["digest"]))


def _champion(model: ModelRef) -> str:
    return f"version {model.version}, champion, {model.digest}"


def _promoted(entry: bytes | None) -> str:
    """What a promotion entry says, in the words of `_champion`."""
    if entry is None:
        return ABSENT
    try:
        record = json.loads(entry)
        model = _model(record)
        return f"version {model.version}, {record['role']}, {model.digest}"
    except (ValueError, TypeError, LookupError, RecursionError):
        return "no promotion entry"


def _fields(published: dict[str, Any], rebuilt: dict[str, Any]) -> Iterator[Step]:
    """A step for every value that either record has, by its path."""
    for name in sorted(published.keys() | rebuilt.keys(), key=_order):
        if name in TAKEN_AS_PUBLISHED or name in OWN_STEP:
            continue
        said, computed = (dict(_leaves(name, record.get(name))) for record in (published, rebuilt))
        for path in dict.fromkeys([*said, *computed]):
            yield Step(path, said.get(path, ABSENT), computed.get(path, ABSENT))


def _order(name: str) -> tuple[int, str]:
    return FIRST.index(name) if name in FIRST else len(FIRST), name


def _leaves(path: str, value: Any) -> Iterator[tuple[str, str]]:
    """(path, text) of every value; quantiles go by their level, other items by their place."""
    match value:
        case dict():
            for key in sorted(value):
                yield from _leaves(f"{path}.{key}", value[key])
        case list():
            for place, item in enumerate(value):
                key = item.get("level", place) if isinstance(item, dict) else place
                yield from _leaves(f"{path}[{key}]", item)
        case None:
            yield path, ABSENT
        case _:
            yield path, str(value)
