"""A small record made by the product's own code, its mirror, and copies that were tampered with.

`python -m tests.verify.sample` writes the golden files that the page's tests read too.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from functions.domain.baseline import BASELINES
from functions.domain.distribution import Distribution
from functions.domain.horizon import Horizon, Slot, standing_schedules
from functions.domain.ledger import LedgerHead, leaf_hash, node_hash
from functions.domain.levels import RunningExtreme
from functions.domain.record import (
    Issue,
    ModelRef,
    forecast_record,
    missed_record,
    promotion_record,
    schedule_record,
)
from functions.domain.regime import Regime
from functions.domain.units import HOUR
from functions.domain.world import Clock, Mode, World
from tests.verify.contradictions import contradictions
from tests.verify.signing import ORIGIN, OTHER_SEED, SEED, sign, verifier_key

GOLDEN = Path(__file__).parents[1] / "golden" / "tlog"
START = datetime(2025, 7, 1, tzinfo=UTC)
MODEL = ModelRef(1, "sha256:" + "01" * 32)
SCORES = (
    -2.326, -1.96, -1.645, -1.282, -0.842, -0.674, -0.524, -0.253, 0.0,
    0.253, 0.524, 0.674, 0.842, 1.282, 1.645, 1.96, 2.326,
)  # fmt: skip

Files = dict[str, bytes]


def world(source: str = "seed 7") -> World:
    """The world that all of it is of."""
    return World(Mode.SIMULATED, source, Clock(START, None, None, None, 1.0), None)


def forecast(slot: Slot, late: timedelta = timedelta(seconds=63), model: ModelRef = MODEL) -> bytes:
    """A forecast that differs from slot to slot."""
    hours = int((slot.cutoff - START) / HOUR)
    spread = 0.005 * slot.horizon.hours**0.5
    return forecast_record(
        world(),
        slot,
        Issue(
            issued_at=slot.cutoff + late,
            reference_price=Decimal("100000.00") + hours * Decimal("12.34"),
            forecast=Distribution(tuple(0.0003 + spread * score for score in SCORES)),
            baselines={
                name: Distribution(tuple(spread * score for score in SCORES)) for name in BASELINES
            },
            model=model,
            input_digest="sha256:" + hashlib.sha256(slot.id.encode()).hexdigest(),
            code_version="0.1.0+gé",
            extreme=None
            if slot.horizon is Horizon.D7
            else RunningExtreme(tuple(spread * (0.1 + place) for place in range(len(SCORES)))),
            regime=Regime(0.021, 0.28) if slot.horizon is Horizon.H24 else None,
        ),
    )


def slots(hours: int) -> Iterator[Slot]:
    """Every announced slot of the first hours, as the product settles them."""
    schedules = standing_schedules(START)
    until = START + (hours - 1) * HOUR
    yield from sorted(slot for one in schedules for slot in one.slots(START - HOUR, until))


def record(hours: int, forecasts_from: int) -> list[bytes]:
    """Bodies: announced, promoted, then missed, and issued from some hour on."""
    begin = START + forecasts_from * HOUR
    return [
        *(schedule_record(world(), one) for one in standing_schedules(START)),
        promotion_record(world(), MODEL, "champion", START - HOUR),
        *(
            forecast(slot)
            if slot.cutoff >= begin
            else missed_record(world(), slot, "not issued by the deadline")
            for slot in slots(hours)
        ),
    ]


def checkpoint(
    bodies: Sequence[bytes], size: int, seed: bytes = SEED, origin: str = ORIGIN
) -> bytes:
    """The signed note over the first entries."""
    head = LedgerHead()
    for body in bodies[:size]:
        head = head.append(leaf_hash(body))
    return signed(f"{origin}\n{size}\n{base64.b64encode(head.root()).decode()}\n", seed, origin)


def signed(text: str, seed: bytes = SEED, origin: str = ORIGIN) -> bytes:
    """A text as a signed note."""
    identity = bytes.fromhex(verifier_key(seed, origin).split("+")[1])
    signature = base64.b64encode(identity + sign(seed, text.encode())).decode()
    return f"{text}\n— {origin} {signature}\n".encode()


def bundle(bodies: Sequence[bytes]) -> bytes:
    """An entry bundle."""
    return b"".join(len(body).to_bytes(2, "big") + body for body in bodies)


def mirror(bodies: Sequence[bytes], seed: bytes = SEED) -> Files:
    """Every file of a record, by its path."""
    files = {"checkpoint": checkpoint(bodies, len(bodies), seed), "key": verifier_key().encode()}
    for at in range(0, len(bodies), 256):
        part = bodies[at : at + 256]
        files[_path("entries", at // 256, len(part))] = bundle(part)
    level, nodes = 0, [leaf_hash(body) for body in bodies]
    while nodes:
        for at in range(0, len(nodes), 256):
            tile = nodes[at : at + 256]
            files[_path(level, at // 256, len(tile))] = b"".join(tile)
        for _ in range(8):
            nodes = [node_hash(*nodes[i : i + 2]) for i in range(0, len(nodes) - 1, 2)]
        level += 1
    return files


def _path(level: int | str, number: int, width: int) -> str:
    """Fewer than 1000 bundles: three digits."""
    return f"tile/{level}/{number:03d}" + ("" if width == 256 else f".p/{width}")


def write(files: Files, folder: Path) -> Path:
    """A mirror as a folder."""
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


@dataclass(frozen=True)
class Tampering:
    """What was done, what it must be called, and the files that came of it."""

    done: str
    name: str
    files: Files


BODIES = record(hours=92, forecasts_from=90)
SIZE = len(BODIES)
LAST = f"tile/entries/001.p/{SIZE - 256}"
LAST_TILE = f"tile/0/001.p/{SIZE - 256}"
SAMPLE = mirror(BODIES)
KEPT = checkpoint(BODIES, 200)


def tamperings() -> Iterator[Tampering]:
    """One of each kind; first by whoever holds only the files, then by the key's holder."""
    tail = BODIES[256:]
    at = len(tail) - 3
    lower = tail[at].replace(b'"p_up":"0.', b'"p_up":"0.9', 1)
    entries: list[tuple[str, str, list[bytes]]] = [
        ("a digit of one entry changed", "changed", [*tail[:at], lower, *tail[at + 1 :]]),
        ("one entry taken out", "dropped", tail[:at] + tail[at + 1 :]),
        ("one entry put in twice", "inserted", [*tail[:at], tail[at], *tail[at:]]),
        ("two entries exchanged", "reordered", [*tail[:at], tail[at + 1], tail[at], tail[at + 2]]),
    ]
    for done, name, bodies in entries:
        yield Tampering(done, name, {LAST: bundle(bodies)})
    yield Tampering("a bundle cut short", "truncated", {LAST: SAMPLE[LAST][:-9]})
    flipped = bytes([SAMPLE[LAST_TILE][0] ^ 1]) + SAMPLE[LAST_TILE][1:]
    yield Tampering("a hash in a tile changed", "tile-disagrees", {LAST_TILE: flipped})
    note = SAMPLE["checkpoint"]
    other = note.replace(b"\n%d\n" % SIZE, b"\n%d\n" % (SIZE - 1))
    yield Tampering("the size in the checkpoint changed", "bad-signature", {"checkpoint": other})
    other = checkpoint(BODIES, SIZE, OTHER_SEED)
    yield Tampering("signed by another key", "wrong-key", {"checkpoint": other})
    yield from _by_the_holder_of_the_key()


def _by_the_holder_of_the_key() -> Iterator[Tampering]:
    """Signed anew over what was tampered with, so that only the meaning tells, or a kept note."""
    at = SIZE - 3
    slot = Slot(START + 91 * HOUR, Horizon.H1)
    edits: list[tuple[str, str, Callable[[list[bytes]], list[bytes]]]] = [
        ("a forecast dated before its cutoff", "back-dated",
         lambda it: [*it[:at], forecast(slot, -HOUR), *it[at + 1 :]]),
        ("a missed slot filled in afterwards", "back-dated",
         lambda it: [*it[:at], missed_record(world(), slot, "none"), forecast(
             Slot(slot.cutoff, Horizon.H24)), it[at + 2]]),
        ("a slot left out", "dropped", lambda it: it[: at - 3] + it[at - 2 :]),
        ("a slot settled twice", "inserted", lambda it: [*it, forecast(slot)]),
        ("a slot settled late", "reordered",
         lambda it: [*it[: at - 3], it[at], *it[at - 3 : at], *it[at + 1 :]]),
        ("an entry of another world", "inserted",
         lambda it: [*it[:at], missed_record(world("seed 8"), slot, "none"), *it[at + 1 :]]),
        ("a price that its return does not give", "changed",
         lambda it: [*it[:at], it[at].replace(b'101153.28"},{', b'101163.28"},{'), *it[at + 1 :]]),
        ("a model that nobody promoted", "broken-rule",
         lambda it: [*it[:at], forecast(slot, model=ModelRef(2, MODEL.digest)), *it[at + 1 :]]),
        ("an extreme on the other side", "broken-rule",
         lambda it: [*it[:at], it[at].replace(
             b'"extreme_quantiles":["0.', b'"extreme_quantiles":["-0.'), *it[at + 1 :]]),
        ("a regime more than certain", "broken-rule",
         lambda it: [one.replace(b'"p_above":"0.', b'"p_above":"1.') for one in it]),
        ("an entry that is not canonical JSON", "broken-rule",
         lambda it: [*it[:at], it[at].replace(b'":"', b'": "', 1), *it[at + 1 :]]),
    ]  # fmt: skip
    edits += [(one.done, one.name, one.applied) for one in contradictions(at, at + 1)]
    rewritten = BODIES[100].replace(b"not issued by the deadline", b"rewritten")
    edits.append(("history rewritten after a checkpoint", "forked",
                  lambda it: [*it[:100], rewritten, *it[101:]]))  # fmt: skip
    for done, name, edit in edits:
        files = mirror(edit(list(BODIES)))
        yield Tampering(done, name, {p: d for p, d in files.items() if SAMPLE.get(p) != d})


def encoded(files: Files) -> dict[str, str]:
    """Files as JSON holds them."""
    return {path: base64.b64encode(data).decode() for path, data in sorted(files.items())}


def golden() -> dict[str, object]:
    """What both verifiers are tested on."""
    return {
        "key": verifier_key(),
        "size": SIZE,
        "kept_checkpoint": base64.b64encode(KEPT).decode(),
        "files": encoded(SAMPLE),
        "tampered": [
            {"done": one.done, "name": one.name, "files": encoded(one.files)}
            for one in tamperings()
        ],
    }


if __name__ == "__main__":
    text = json.dumps(golden(), indent=1, ensure_ascii=False) + "\n"
    (GOLDEN / "verify_sample.json").write_text(text)
