#!/usr/bin/env python3
"""Checks Candor's public record of Bitcoin forecasts, without trusting Candor.

    python3 verify.py mirror https://SITE record       copy the record into a folder
    python3 verify.py check record --key KEY           check the whole copy, offline
    python3 verify.py forecast 24h-20250717T00Z record --key KEY      check one forecast

One file, Python 3.9 or newer, its standard library and nothing else. KEY is the verifier
key as text or a file that holds it. Without --key the copy's own `key` file is used, which
shows that the copy belongs together, but not whose it is: get the key from somewhere else.

What is checked, in this order:

1. The checkpoint's Ed25519 signature (RFC 8032, C2SP signed-note and tlog-checkpoint).
2. The Merkle root (RFC 9162) over every entry is the signed one, and every tile agrees
   with it (C2SP tlog-tiles). Where not, the entries that differ are named.
3. Checkpoints kept from earlier (--since FILE, and those that `mirror` kept) are of the same
   record: nothing that they covered was changed, dropped or moved.
4. The entries mean what they must: canonical JSON (RFC 8785) of a known kind and one world;
   every announced slot settled once and in order, as a forecast or as missed; every forecast
   issued in the ten minutes after its cutoff, by the champion of then, after its
   announcement; numbers that agree with each other and with those beside them.

What it cannot know: whether somebody with the signing key shows you another record than he
shows to others. Keep a checkpoint, and compare it with --since later, or with a friend's.

Exit status: 0 everything holds; 1 something does not, and is named; 2 the command was not
understood; 3 it could not be checked (no answer, or an incomplete copy).
"""

from __future__ import annotations

import argparse
import base64
import binascii
import hashlib
import http.client
import json
import math
import os
import re
import sys
import time
import urllib.error
import urllib.request
from bisect import bisect_right
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import datetime, timezone
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, Union

EXIT_HOLDS, EXIT_BROKEN, EXIT_UNCHECKED = 0, 1, 3

TILE_WIDTH = 256
TILE_HEIGHT = 8
HASH_BYTES = 32
NOTE_BYTES_MAX = 64 * 1024
BUNDLE_BYTES_MAX = TILE_WIDTH * (2 + 0xFFFF)
FINDINGS_SHOWN_MAX = 20
PARALLEL_BUNDLES_MIN = 16
BUNDLES_A_TASK = 8
# Slots that are remembered as skipped: what nobody settled may reach into the year 9999.
SKIPPED_MAX = 10_000


class Finding(NamedTuple):
    """One thing that does not hold: its name, where, and a sentence."""

    name: str
    text: str
    entry: int | None = None


class Broken(Exception):
    """Something that does not hold, with its name."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__(name, text)
        self.name = name
        self.text = text

    def __str__(self) -> str:
        """The sentence."""
        return self.text


class Unchecked(Exception):
    """It could not be checked: no answer, or a file that is not there."""


class Absent(Unchecked):
    """The source answered, and has no such file."""


# --- Ed25519 (RFC 8032, section 5.1), in extended coordinates -----------------------------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT_MINUS_1 = pow(2, (P - 1) // 4, P)

Point = tuple[int, int, int, int]
NEUTRAL: Point = (0, 1, 1, 0)


def point_add(one: Point, other: Point) -> Point:
    """Sum of two points (section 5.1.4)."""
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c = 2 * one[3] * other[3] * D % P
    d = 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def point_multiply(scalar: int, point: Point) -> Point:
    """The point added to itself so many times. Not constant in time: nothing here is secret."""
    total = NEUTRAL
    while scalar:
        if scalar & 1:
            total = point_add(total, point)
        point = point_add(point, point)
        scalar >>= 1
    return total


def point_decode(data: bytes) -> Point | None:
    """The point that 32 bytes stand for (section 5.1.3); None when they stand for none."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * SQRT_MINUS_1 % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


def point_encode(point: Point) -> bytes:
    """The 32 bytes of a point (section 5.1.2)."""
    inverse = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE = point_decode(BASE_Y.to_bytes(32, "little")) or NEUTRAL


def ed25519_verifies(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether 64 bytes are the key's signature of the message (section 5.1.7)."""
    if len(public_key) != 32 or len(signature) != 64:
        return False
    key = point_decode(public_key)
    scalar = int.from_bytes(signature[32:], "little")
    if key is None or scalar >= ORDER:
        return False
    digest = hashlib.sha512(signature[:32] + public_key + message).digest()
    challenge = int.from_bytes(digest, "little") % ORDER
    minus_key = (P - key[0], key[1], 1, P - key[3])
    sum_ = point_add(point_multiply(scalar, BASE), point_multiply(challenge, minus_key))
    return point_encode(sum_) == signature[:32]


# --- Signed notes and checkpoints (C2SP signed-note, tlog-checkpoint) ----------------------

ALGORITHM_ED25519 = b"\x01"
KEY_FORM = re.compile(r"([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})")
SIZE_FORM = re.compile(r"0|[1-9][0-9]{0,18}")


class Key(NamedTuple):
    """A verifier key: whose it is, its id, and the 32 bytes."""

    name: str
    id: bytes
    public: bytes


class Checkpoint(NamedTuple):
    """What was signed: whose record, how many entries, and their Merkle root."""

    origin: str
    size: int
    root: bytes


def parse_key(text: str) -> Key:
    """A key from `<name>+<8 hex digits>+<base64>`; Unchecked when it is none."""
    form = KEY_FORM.fullmatch(text.strip())
    data = decode_base64(form[3]) if form else None
    if form is None or data is None or data[:1] != ALGORITHM_ED25519 or len(data) != 33:
        raise Unchecked(f"{text.strip()[:80]!r} is no Ed25519 verifier key; one reads name+id+key")
    key_id = hashlib.sha256(form[1].encode() + b"\n" + data).digest()[:4]
    if key_id.hex() != form[2]:
        raise Unchecked(f"the key of {form[1]} has the id {key_id.hex()}, not {form[2]}: a typo?")
    return Key(form[1], key_id, data[1:])


def open_note(note: bytes, key: Key) -> str:
    """The note's signed text; Broken when the key has not signed it."""
    try:
        text = note.decode()
    except UnicodeDecodeError:
        raise Broken("bad-signature", "the checkpoint is not text") from None
    end = text.rfind("\n\n")
    if end < 0 or not text.endswith("\n"):
        raise Broken("bad-signature", "the checkpoint is no signed note: no signature below it")
    signed, ids = text[: end + 1], []
    for line in text[end + 2 : -1].split("\n"):
        name, _, encoded = line[2:].partition(" ")
        data = decode_base64(encoded)
        if not line.startswith("— ") or data is None or len(data) < 5:
            raise Broken("bad-signature", f"{line[:60]!r} is no signature line")
        ids.append(f"{name}+{data[:4].hex()}")
        if name == key.name and data[:4] == key.id:
            if ed25519_verifies(key.public, signed.encode(), data[4:]):
                return signed
            raise Broken("bad-signature", f"the signature is not that of {key.name} over this text")
    said = ", ".join(ids)
    raise Broken("wrong-key", f"signed by {said}, not by {key.name}+{key.id.hex()}")


def parse_checkpoint(text: str) -> Checkpoint:
    """Origin, size and root of a note's text; Broken when it is no checkpoint."""
    lines = text.split("\n")
    root = decode_base64(lines[2]) if len(lines) > 3 else None
    if root is None or len(root) != HASH_BYTES or not SIZE_FORM.fullmatch(lines[1]):
        raise Broken("bad-signature", "the checkpoint does not give an origin, a size and a root")
    return Checkpoint(lines[0], int(lines[1]), root)


def signed_checkpoint(note: bytes, key: Key) -> Checkpoint:
    """The checkpoint of a note that the key has signed; Broken otherwise."""
    checkpoint = parse_checkpoint(open_note(note, key))
    if checkpoint.origin != key.name:
        raise Broken("wrong-key", f"a checkpoint of {checkpoint.origin}, by a key of {key.name}")
    return checkpoint


def decode_base64(text: str) -> bytes | None:
    """The bytes of strict base64; None when it is not."""
    try:
        return base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        return None


# --- The Merkle tree (RFC 9162, section 2.1) ----------------------------------------------


def leaf_hash(body: bytes) -> bytes:
    """The hash of an entry."""
    return hashlib.sha256(b"\x00" + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def level_above(hashes: Sequence[bytes]) -> list[bytes]:
    """The complete nodes one level up; an odd one out waits for its sibling."""
    return [node_hash(hashes[i], hashes[i + 1]) for i in range(0, len(hashes) - 1, 2)]


def tree_levels(leaves: Sequence[bytes]) -> list[list[bytes]]:
    """Every complete node of the tree, level by level, leaves first."""
    levels = [list(leaves)]
    while len(levels[-1]) > 1:
        levels.append(level_above(levels[-1]))
    return levels


def root_at(levels: Sequence[Sequence[bytes]], size: int) -> bytes:
    """The root of the tree's first `size` leaves, from complete nodes alone."""
    root: bytes | None = None
    for level, nodes in enumerate(levels):
        if size >> level & 1:
            node = nodes[(size >> level) - 1]
            root = node if root is None else node_hash(node, root)
    return hashlib.sha256(b"").digest() if root is None else root


def included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether an inclusion proof leads from the leaf to the root (section 2.1.3.2)."""
    if index >= size:
        return False
    first, last, node = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if first & 1 or first == last:
            node = node_hash(sibling, node)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        first, last = first >> 1, last >> 1
    return last == 0 and node == root


# --- Tiles and entry bundles (C2SP tlog-tiles) --------------------------------------------


def tile_path(level: int | str, number: int, width: int) -> str:
    """`tile/<L>/<N>[.p/<W>]`; level `entries` is that of the bundles."""
    groups = [f"{number % 1000:03d}"]
    while number >= 1000:
        number //= 1000
        groups.insert(0, f"x{number % 1000:03d}")
    partial = "" if width == TILE_WIDTH else f".p/{width}"
    return f"tile/{level}/{'/'.join(groups)}{partial}"


def tile_widths(count: int) -> Iterator[tuple[int, int]]:
    """Number and width of every tile that holds `count` hashes or entries."""
    for number in range(count // TILE_WIDTH):
        yield number, TILE_WIDTH
    if count % TILE_WIDTH:
        yield count // TILE_WIDTH, count % TILE_WIDTH


def tile_levels(size: int) -> Iterator[tuple[int, int]]:
    """Every tile level of a tree and how many hashes it holds."""
    level = 0
    while size >> level * TILE_HEIGHT:
        yield level, size >> level * TILE_HEIGHT
        level += 1


def split_bundle(data: bytes) -> tuple[list[bytes], bool]:
    """The bodies in a bundle, and whether it ended where a body ended."""
    bodies, at, end = [], 0, len(data)
    while at + 2 <= end:
        stop = at + 2 + (data[at] << 8 | data[at + 1])
        if stop > end:
            break
        bodies.append(data[at + 2 : stop])
        at = stop
    return bodies, at == end


class TileReader:
    """Hashes of a tree of `size` leaves, read from its tiles and from nothing else."""

    def __init__(self, source: Source, size: int) -> None:
        self._source = source
        self._size = size
        self._tiles: dict[tuple[int, int], bytes] = {}

    def proof(self, index: int) -> list[bytes]:
        """The inclusion proof of a leaf (RFC 9162, section 2.1.3.1), lowest sibling first."""
        siblings, low, high = [], 0, self._size
        while high - low > 1:
            split = low + (1 << (high - low - 1).bit_length() - 1)
            if index < split:
                siblings.append(self._range(split, high))
                high = split
            else:
                siblings.append(self._range(low, split))
                low = split
        return siblings[::-1]

    def leaf(self, index: int) -> bytes:
        """A leaf's hash, as the tile says it."""
        return self._node(0, index)

    def _range(self, low: int, high: int) -> bytes:
        """The hash of the leaves [low, high), where low is a multiple of the tree's width."""
        split = low + (1 << (high - low - 1).bit_length() - 1) if high - low > 1 else low
        if high - low == 1 or split * 2 - low == high:
            return self._node((high - low).bit_length() - 1, low // (high - low))
        return node_hash(self._range(low, split), self._range(split, high))

    def _node(self, height: int, number: int) -> bytes:
        """The hash of a complete subtree, from the tile that holds it or what it is made of."""
        level, above = divmod(height, TILE_HEIGHT)
        tile, first = divmod(number << above, TILE_WIDTH)
        hashes = self._tile(level, tile)
        row = [hashes[i * 32 : i * 32 + 32] for i in range(first, first + (1 << above))]
        while len(row) > 1:
            row = level_above(row)
        return row[0]

    def _tile(self, level: int, number: int) -> bytes:
        if (level, number) not in self._tiles:
            count = self._size >> level * TILE_HEIGHT
            width = min(TILE_WIDTH, count - number * TILE_WIDTH)
            self._tiles[level, number] = read_tile(self._source, level, number, width)
        return self._tiles[level, number]


def read_tile(source: Source, level: int, number: int, width: int) -> bytes:
    """A tile's hashes; Broken when it is not as long as its width says."""
    path = tile_path(level, number, width)
    data = read_wide(source, level, number, width, TILE_WIDTH * HASH_BYTES)
    if len(data) % HASH_BYTES:
        raise Broken("truncated", f"{path} has {len(data)} bytes, not {width * HASH_BYTES}")
    if len(data) < width * HASH_BYTES:
        raise Broken("dropped", f"{path} has {len(data) // HASH_BYTES} hashes, not {width}")
    return data[: width * HASH_BYTES]


def read_wide(source: Source, level: int | str, number: int, width: int, bytes_max: int) -> bytes:
    """A tile of a width, or the full one, which may stand in its place once it is full."""
    try:
        return source.read(tile_path(level, number, width), bytes_max)
    except Absent:
        if width == TILE_WIDTH:
            raise
        try:
            return source.read(tile_path(level, number, TILE_WIDTH), bytes_max)
        except Absent:
            pass
        raise


# --- Where a record is read from ----------------------------------------------------------


class Folder:
    """A mirror on this machine."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self, path: str, bytes_max: int) -> bytes:
        """A file's bytes."""
        try:
            data = (self.path / path).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            raise Absent(f"{self.path / path} is not there; `mirror` fetches it") from None
        except OSError as error:
            raise Unchecked(f"{self.path / path} cannot be read: {error.strerror}") from None
        if len(data) > bytes_max:
            raise Broken("inserted", f"{path} has {len(data)} bytes, more than it can have")
        return data


class Site:
    """A site that publishes a record; asked one thing at a time, and again when it is busy."""

    ATTEMPTS_MAX = 5
    TIMEOUT_S = 30
    PAUSE_S_MAX = 60

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")

    def read(self, path: str, bytes_max: int) -> bytes:
        """What the site answers at a path."""
        for attempt in range(self.ATTEMPTS_MAX):
            try:
                return self._ask(path, bytes_max)
            except urllib.error.HTTPError as error:
                if error.code == 404:
                    raise Absent(f"{self.url}/{path} is not there") from None
                reason, asked = f"HTTP {error.code}", error.headers.get("Retry-After") or ""
                if error.code not in (429, 500, 502, 503, 504):
                    break
            except (OSError, EOFError, http.client.HTTPException) as error:
                reason, asked = str(getattr(error, "reason", error)), ""
            if attempt + 1 < self.ATTEMPTS_MAX:
                time.sleep(min(int(asked) if asked.isdigit() else 2**attempt, self.PAUSE_S_MAX))
        raise Unchecked(f"{self.url}/{path} could not be read: {reason}. What is here is kept")

    def _ask(self, path: str, bytes_max: int) -> bytes:
        request = urllib.request.Request(  # noqa: S310 - the scheme is looked at in source_of
            f"{self.url}/{path}", headers={"User-Agent": "candor-verify/1"}
        )
        with urllib.request.urlopen(request, timeout=self.TIMEOUT_S) as answer:  # noqa: S310
            announced = answer.length  # None where the answer comes in chunks
            data: bytes = answer.read(bytes_max + 1)
        if announced is not None and len(data) < min(announced, bytes_max + 1):
            raise http.client.IncompleteRead(data, announced - len(data))
        if len(data) > bytes_max:
            raise Unchecked(f"{self.url}/{path} is longer than {bytes_max} bytes: no record's file")
        return data


Source = Union[Folder, Site]


def source_of(text: str) -> Source:
    """The site or folder that an argument names."""
    if text.startswith(("https://", "http://")):
        return Site(text)
    if "://" in text:
        raise Unchecked(f"{text} is neither a folder nor an address with https://")
    if not Path(text).is_dir():
        raise Unchecked(f"there is no folder {text}; `mirror URL {text}` makes one")
    return Folder(Path(text))


# --- What an entry must say ---------------------------------------------------------------

HOUR_S = 3600
ISSUE_WINDOW_S = 600
HORIZON_HOURS = {"1h": 1, "4h": 4, "24h": 24, "7d": 168}
LEVELS = [
    "0.01", "0.025", "0.05", "0.1", "0.2", "0.25", "0.3", "0.4", "0.5",
    "0.6", "0.7", "0.75", "0.8", "0.9", "0.95", "0.975", "0.99",
]  # fmt: skip
# The standard normal's quantiles at the levels: what lies between two is linear in them.
SCORES = [
    -2.326347874041, -1.959963984540, -1.644853626951, -1.281551565545, -0.841621233573,
    -0.674489750196, -0.524400512708, -0.253347103136, 0.0, 0.253347103136, 0.524400512708,
    0.674489750196, 0.841621233573, 1.281551565545, 1.644853626951, 1.959963984540, 2.326347874041,
]  # fmt: skip
BASELINES = ["ewma", "garch-t", "rolling-365d", "unconditional"]  # those of version 2
WORLD_KEYS = {"kind", "schema_version", "mode", "source"}
KEYS = {
    "schedule": WORLD_KEYS | {"horizon", "hours_utc", "valid_from"},
    "promotion": WORLD_KEYS | {"model", "role", "promoted_at"},
    "missed": WORLD_KEYS | {"slot", "reason"},
    "forecast": WORLD_KEYS
    | {"slot", "issued_at", "reference_price", "quantiles", "mean", "p_up", "model"}
    | {"input_digest", "code_version", "baselines"},
}
VERSIONS = {"forecast": (1, 2)}
# What a forecast says since version 2: how far the price may run, and how volatile it gets.
KEYS_SINCE_2 = {"extreme_quantiles", "regime"}
RATIOS = re.compile(r"(?:-?(?:0|[1-9]\d*)\.\d{6},)+", re.ASCII)
PRICES = re.compile(r"(?:(?:0|[1-9]\d*)\.\d\d,)+", re.ASCII)
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
# Half of the last digit of a published return, as a part of the price; half a cent; and a
# little for the arithmetic.
RETURN_ROUNDING, CENT_ROUNDING = 0.5e-6 * 1.001, 0.005 * 1.001
PROBABILITY_ROUNDING = 1e-6
DAY_S = 24 * HOUR_S

canonical = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
).encode


class Slot(NamedTuple):
    """A horizon and a cutoff, in seconds since 1970."""

    horizon: str
    cutoff: int

    @property
    def id(self) -> str:
        """The forecast's public id."""
        return f"{self.horizon}-{utc(self.cutoff):%Y%m%dT%H}Z"

    @property
    def deadline(self) -> int:
        """The last second at which it may be issued."""
        return self.cutoff + ISSUE_WINDOW_S


def utc(seconds: int) -> datetime:
    """The instant so many seconds after 1970."""
    return datetime.fromtimestamp(seconds, timezone.utc)


def shown(seconds: int) -> str:
    """An instant for people."""
    return f"{utc(seconds):%Y-%m-%d %H:%M:%S} UTC"


def demand(holds: object, text: str, name: str = "broken-rule") -> None:
    """Broken with that text, unless it holds."""
    if not holds:
        raise Broken(name, text)


@lru_cache(maxsize=4096)
def instant(text: str) -> int:
    """Seconds since 1970 of `2025-07-17T00:00:00Z`."""
    demand(INSTANT.fullmatch(text), f"{text!r} is no instant")
    try:
        return int(datetime.fromisoformat(text[:-1] + "+00:00").timestamp())
    except ValueError:
        raise Broken("broken-rule", f"{text!r} is no instant") from None


def read_body(body: bytes) -> dict[str, Any]:
    """An entry's record; Broken when it is not the canonical JSON of a known kind."""
    try:
        text = body.decode()
        record = json.loads(text)
        same = canonical(record) == text
    except (ValueError, RecursionError):
        raise Broken("broken-rule", "it is not JSON") from None
    demand(isinstance(record, dict), "it is no JSON object")
    demand(same, "its JSON is not canonical")
    keys = KEYS.get(str(record.get("kind")))
    version = record.get("schema_version")
    if keys is None or version not in VERSIONS.get(record["kind"], (1,)):
        said = f"kind {record.get('kind')!r}, version {record.get('schema_version')!r}"
        raise Broken("broken-rule", f"{said} is unknown; a newer verify.py may know it")
    keys = keys | KEYS_SINCE_2 if version == 2 else keys
    demand(record.keys() == keys, f"the fields are not those of a {record['kind']}")
    demand(record["mode"] in ("live", "replay", "simulated"), "its mode is unknown")
    demand(isinstance(record["source"], str) and record["source"], "it names no source")
    return dict(record)


def slot_of(record: dict[str, Any]) -> Slot:
    """The slot of a forecast or missed entry; Broken when it is impossible."""
    said = record["slot"]
    demand(said.keys() == {"horizon", "cutoff", "target"}, "its slot has other fields")
    hours = HORIZON_HOURS.get(said["horizon"])
    if hours is None:
        raise Broken("broken-rule", f"its horizon {said['horizon']!r} is unknown")
    slot = Slot(said["horizon"], instant(said["cutoff"]))
    demand(slot.cutoff % HOUR_S == 0, "its cutoff is no full hour")
    demand(instant(said["target"]) == slot.cutoff + hours * HOUR_S, "target ≠ cutoff + horizon")
    return slot


def model_of(record: dict[str, Any]) -> tuple[int, str]:
    """Version and digest of the model that an entry names."""
    model = record["model"]
    demand(model.keys() == {"version", "digest"}, "its model has other fields")
    demand(type(model["version"]) is int and model["version"] > 0, "its model has no version")
    demand(DIGEST.fullmatch(model["digest"]), "its model's digest is none")
    return model["version"], model["digest"]


def ratios(texts: Sequence[str]) -> list[float]:
    """Numbers written with six digits; Broken when written otherwise."""
    joined = ",".join(texts) + ","
    demand(RATIOS.fullmatch(joined) and "-0.000000," not in joined, "a return is not written so")
    return list(map(float, texts))


class Numbers(NamedTuple):
    """The numbers of a forecast, each written as it must be."""

    reference: float
    mean_price: float
    prices: Sequence[float]
    mean: float
    p_up: float
    returns: Sequence[float]
    baselines: dict[str, Sequence[float]]
    extreme: Sequence[float] | None
    regime: tuple[float, float] | None  # volatility, and the probability of more


def numbers_of(record: dict[str, Any]) -> Numbers:
    """A forecast's numbers; Broken where one is not written as it must be."""
    quantiles, mean = record["quantiles"], record["mean"]
    demand([q["level"] for q in quantiles] == LEVELS, "its quantile levels are not the published")
    demand(all(len(q) == 3 for q in quantiles), "its quantiles have other fields")
    demand(len(mean) == 2, "its mean has other fields")
    prices = [record["reference_price"], mean["price"], *(q["price"] for q in quantiles)]
    demand(PRICES.fullmatch(",".join(prices) + ","), "a price is not written in cents")
    reference, mean_price, *published = map(float, prices)
    mean_return, p_up = ratios([mean["log_return"], record["p_up"]])
    extreme, regime = record.get("extreme_quantiles"), record.get("regime")
    if regime is not None:
        demand(regime.keys() == {"volatility", "p_above"}, "its regime has other fields")
    return Numbers(
        reference, mean_price, published, mean_return, p_up,
        ratios([q["log_return"] for q in quantiles]),
        {name: ratios(values) for name, values in record["baselines"].items()},
        None if extreme is None else ratios(extreme),
        None if regime is None else tuple(ratios([regime["volatility"], regime["p_above"]])),  # type: ignore[arg-type]
    )  # fmt: skip


def check_numbers(said: Numbers, horizon: str, version: int) -> None:
    """Broken when a forecast's numbers contradict each other."""
    returns, reference = said.returns, said.reference
    demand(0.0 <= said.p_up <= 1.0, "its P(up) is no probability")
    demand(returns == sorted(returns), "its quantiles cross")
    demand(reference > 0.0, "its reference price is not positive")
    exp, slack = math.exp, RETURN_ROUNDING
    for at, (log_return, price) in enumerate(zip(returns, said.prices)):
        expected = reference * exp(log_return)
        if abs(price - expected) > slack * expected + CENT_ROUNDING:
            text = f"at level {LEVELS[at]}: price {price:.2f}, but the return says {expected:.2f}"
            raise Broken("changed", text)
    floor = reference * exp(said.mean) * (1 - slack) - CENT_ROUNDING
    demand(said.mean_price >= floor, "its mean price is too low", "changed")
    demand(returns[0] <= said.mean <= returns[-1], "its mean is not among its returns", "changed")
    low, high = 1.0 - below(returns, slack)[1], 1.0 - below(returns, -slack)[0]
    if not low - PROBABILITY_ROUNDING <= said.p_up <= high + PROBABILITY_ROUNDING:
        text = f"its P(up) is {said.p_up:.6f}, but its quantiles say {low:.6f} to {high:.6f}"
        raise Broken("changed", text)
    check_baselines(said.baselines, version)
    if version > 1:
        demand((said.extreme is None) == (horizon == "7d"), "extremes are said at all but 7d")
        demand(
            (said.regime is None) == (horizon != "24h"), "a regime is said at 24h and only there"
        )
    if said.extreme is not None:
        check_extreme(said.extreme, returns)
    if said.regime is not None:
        volatility, p_above = said.regime
        demand(volatility > 0.0 and 0.0 <= p_above <= 1.0, "its regime is no probability")


def below(returns: Sequence[float], value: float) -> tuple[float, float]:
    """Between what the quantiles put the probability of a return of at most a value.

    Between two levels it is linear in the normal's score; beyond the last it is only bounded.
    """
    above = bisect_right(returns, value)
    if above == 0:
        return 0.0, float(LEVELS[0])
    if above == len(returns):
        return float(LEVELS[-1]), 1.0
    part = (value - returns[above - 1]) / (returns[above] - returns[above - 1])
    score = SCORES[above - 1] + part * (SCORES[above] - SCORES[above - 1])
    probability = math.erfc(-score / math.sqrt(2)) / 2
    return probability, probability


def check_baselines(said: dict[str, Sequence[float]], version: int) -> None:
    """Broken when the baselines are not those of the version, or one is no distribution."""
    if version > 1:
        demand(sorted(said) == BASELINES, f"its baselines are not {', '.join(BASELINES)}")
    demand(said, "it has no baselines")
    for name, values in said.items():
        rising = len(values) == len(LEVELS) and values == sorted(values)
        demand(rising, f"the quantiles of the baseline {name} are not in order")


def check_extreme(said: Sequence[float], returns: Sequence[float]) -> None:
    """Broken when the quantiles of how far the price runs are none, or less than of its end.

    They are of both sides together, so they may lie below one side's, but not below both.
    """
    rising = len(said) == len(LEVELS) and said == sorted(said) and said[0] >= 0.0
    demand(rising, "the quantiles of its extremes are not in order")
    for far, up, down in zip(said, returns, reversed(returns)):
        near = far >= up - PROBABILITY_ROUNDING or far >= -down - PROBABILITY_ROUNDING
        demand(near, "its extremes are nearer than its closes", "changed")


# --- A forecast of version 2 in one look --------------------------------------------------

_RATIO, _PRICE = r"-?(?:0|[1-9]\d*)\.\d{6}", r"(?:0|[1-9]\d*)\.\d\d"
_TEXT, _INSTANT = r'[^"\\\x00-\x1f]+', r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"
_LIST = rf'\["({_RATIO}(?:","{_RATIO}){{{len(LEVELS) - 1}}})"\]'
_QUANTILES = ",".join(
    rf'\{{"level":"{re.escape(level)}","log_return":"({_RATIO})","price":"({_PRICE})"\}}'
    for level in LEVELS
)
# Canonical JSON of known fields has one form: what matches needs no parsing and no encoding.
FORM = re.compile(
    r'\{"baselines":\{' + ",".join(f'"{name}":{_LIST}' for name in BASELINES) + r"\},"
    rf'"code_version":"({_TEXT})","extreme_quantiles":(?:null|{_LIST}),'
    rf'"input_digest":"sha256:[0-9a-f]{{64}}","issued_at":"({_INSTANT})","kind":"forecast",'
    rf'"mean":\{{"log_return":"({_RATIO})","price":"({_PRICE})"\}},'
    r'"mode":"(live|replay|simulated)",'
    r'"model":\{"digest":"(sha256:[0-9a-f]{64})","version":([1-9]\d{0,8})\},'
    rf'"p_up":"({_RATIO})","quantiles":\[{_QUANTILES}\],"reference_price":"({_PRICE})",'
    rf'"regime":(?:null|\{{"p_above":"({_RATIO})","volatility":"({_RATIO})"\}}),'
    rf'"schema_version":2,"slot":\{{"cutoff":"({_INSTANT})","horizon":"(1h|4h|24h|7d)",'
    rf'"target":"({_INSTANT})"\}},"source":"({_TEXT})"\}}',
    re.ASCII,
)


@lru_cache(maxsize=64)
def listed(text: str) -> list[float]:
    """The numbers of a list; two of the baselines say the same at every cutoff."""
    return list(map(float, text.split('","')))


def read_form(body: bytes) -> tuple[dict[str, Any], Numbers] | None:
    """A forecast's fields and numbers where it has the one form; None where it must be parsed."""
    try:
        form = FORM.fullmatch(body.decode())
    except UnicodeDecodeError:
        return None
    if form is None or b'"-0.000000"' in body:
        return None
    said, end = form.groups(), len(BASELINES) + 9
    *baselines, _, extreme, issued_at, mean, mean_price, mode, digest, number, p_up = said[:end]
    quantiles = list(map(float, said[end:-7]))
    reference, p_above, volatility, cutoff, horizon, target, source = said[-7:]
    numbers = Numbers(
        float(reference), float(mean_price), quantiles[1::2], float(mean), float(p_up),
        quantiles[::2],
        dict(zip(BASELINES, map(listed, baselines))),
        None if extreme is None else listed(extreme),
        None if volatility is None else (float(volatility), float(p_above)),
    )  # fmt: skip
    record = {
        "kind": "forecast", "schema_version": 2, "mode": mode, "source": source,
        "issued_at": issued_at,
        "slot": {"horizon": horizon, "cutoff": cutoff, "target": target},
        "model": {"version": int(number), "digest": digest},
    }  # fmt: skip
    return record, numbers


class Schedule(NamedTuple):
    """Announced slots: at these UTC hours, from then on."""

    hours: frozenset[int]
    valid_from: int

    def next_after(self, cutoff: int) -> int:
        """The first announced cutoff later than one."""
        cutoff = max(cutoff + HOUR_S, self.valid_from)
        while cutoff // HOUR_S % 24 not in self.hours:
            cutoff += HOUR_S
        return cutoff


class Facts:
    """What the rules need to know of one entry, and what is wrong with it by itself."""

    __slots__ = (
        "at", "horizon", "hours", "kind", "leaf", "model", "price", "problem", "role", "slot",
        "version", "world",
    )  # fmt: skip

    def __init__(self, body: bytes) -> None:
        self.leaf = leaf_hash(body)
        self.kind = self.role = self.horizon = ""
        self.world: tuple[str, str] | None = None
        self.slot: Slot | None = None
        self.model: tuple[int, str] | None = None
        self.hours: frozenset[int] = frozenset()
        self.at = 0  # issued, promoted or valid from
        self.version = 0  # of a forecast's schema
        self.price = 0.0  # the reference price
        self.problem: tuple[str, str] | None = None
        try:
            self._read(*(read_form(body) or (read_body(body), None)))
        except Broken as broken:
            self.problem = broken.name, str(broken)
        except (AttributeError, KeyError, TypeError, ValueError, OverflowError):
            self.problem = "broken-rule", "a field is not of its kind"

    def __reduce__(self) -> tuple[Any, ...]:
        """Its fields in a row: much shorter for another process than by their names."""
        return facts_from, tuple([getattr(self, name) for name in self.__slots__])

    def _read(self, record: dict[str, Any], numbers: Numbers | None) -> None:
        self.kind = record["kind"]
        self.world = record["mode"], record["source"]
        if self.kind == "forecast":
            self._forecast(record, numbers)
        else:
            getattr(self, f"_{self.kind}")(record)

    def _schedule(self, record: dict[str, Any]) -> None:
        self.horizon, hours = record["horizon"], record["hours_utc"]
        demand(self.horizon in HORIZON_HOURS, f"its horizon {self.horizon!r} is unknown")
        whole = all(type(hour) is int and 0 <= hour < 24 for hour in hours)
        demand(hours and whole and len(set(hours)) == len(hours), "its hours are none of a day")
        self.hours = frozenset(hours)
        self.at = instant(record["valid_from"])
        demand(self.at % HOUR_S == 0, "it starts on no full hour")

    def _promotion(self, record: dict[str, Any]) -> None:
        self.model, self.role = model_of(record), record["role"]
        demand(self.role in ("champion", "challenger"), "its role is unknown")
        self.at = instant(record["promoted_at"])

    def _missed(self, record: dict[str, Any]) -> None:
        self.slot = slot_of(record)
        demand(isinstance(record["reason"], str), "it gives no reason")

    def _forecast(self, record: dict[str, Any], numbers: Numbers | None) -> None:
        self.slot = slot = slot_of(record)
        self.model = model_of(record)
        self.at = instant(record["issued_at"])
        if not slot.cutoff <= self.at <= slot.deadline:
            window = f"{slot.id} says it was issued at {shown(self.at)}, outside its ten minutes"
            self.at = 0  # whatever it was, it is no measure for what comes after
            raise Broken("back-dated", window)
        if numbers is None:
            demand(DIGEST.fullmatch(record["input_digest"]), "its input digest is none")
            demand(isinstance(record["code_version"], str), "it names no code version")
            numbers = numbers_of(record)
        check_numbers(numbers, slot.horizon, record["schema_version"])
        self.version, self.price = record["schema_version"], numbers.reference


def facts_from(*fields: Any) -> Facts:
    """Facts from another process."""
    facts = Facts.__new__(Facts)
    for name, value in zip(Facts.__slots__, fields):
        setattr(facts, name, value)
    return facts


class Rules:
    """What the entries mean together; fed one by one, in order."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.counts: Counter[str] = Counter()
        self.world: tuple[str, str] | None = None
        self.newest_cutoff = 0
        self._schedules: dict[str, Schedule] = {}
        self._settled: dict[str, int] = {}  # newest cutoff of each horizon
        self._skipped: dict[Slot, int] = {}  # not settled in their turn, and seen at which entry
        self._champion: tuple[int, str] | None = None
        self._champion_before: tuple[int, str] | None = None
        self._champion_at = 0
        self._promoted_at = 0
        self._announced_from = 0
        self._version = 0  # the newest of a forecast
        self._priced = 0, 0.0  # the newest cutoff with its reference price
        # What is on record happened no later than what is written after it.
        self._reached = 0
        self._missed_last: tuple[int, Slot] | None = None  # until it contradicts a forecast

    def feed(self, index: int, facts: Facts) -> None:
        """The next entry."""
        self.counts[facts.kind] += 1
        if facts.problem:
            self.findings.append(Finding(*facts.problem, index))
        try:
            self.world = self.world or facts.world
            if facts.world and self.world and facts.world != self.world:
                said = f"it is of {' '.join(facts.world)}, the record of {' '.join(self.world)}"
                raise Broken("inserted", said)
            if facts.slot:
                self._settle(index, facts.slot)
                if facts.kind == "forecast":
                    self._forecast(facts, facts.slot)
                else:
                    self._missed(index, facts.slot)
            elif facts.kind == "schedule" and facts.hours:
                self._schedule(facts)
            elif facts.kind == "promotion" and not facts.problem:
                self._promote(facts)
            self._reached = max(self._reached, facts.at if facts.kind != "schedule" else 0)
        except Broken as broken:
            self.findings.append(Finding(broken.name, str(broken), index))

    def finish(self) -> None:
        """After the last entry: what should have been settled by now."""
        for horizon, schedule in self._schedules.items():
            due = schedule.next_after(self._settled.get(horizon, -HOUR_S))
            while due < self.newest_cutoff and len(self._skipped) < SKIPPED_MAX:
                self._skipped[Slot(horizon, due)] = -1
                due = schedule.next_after(due)
        for slot in list(self._skipped)[:FINDINGS_SHOWN_MAX]:
            text = f"slot {slot.id} was announced, and is neither forecast nor missed"
            self.findings.append(Finding("dropped", text))

    def _schedule(self, facts: Facts) -> None:
        demand(facts.horizon not in self._schedules, f"{facts.horizon} has a schedule", "inserted")
        self._schedules[facts.horizon] = Schedule(facts.hours, facts.at)
        self._announced_from = self._announced_from or facts.at
        late = f"announces slots from {shown(facts.at)}, after {shown(self._reached)}"
        demand(self._reached < facts.at, late, "back-dated")

    def _promote(self, facts: Facts) -> None:
        since = max(self._promoted_at, self._announced_from - DAY_S)
        if facts.at < since:
            said = f"promotes as of {shown(facts.at)}, earlier than {shown(since)} before it"
            raise Broken("back-dated", said)
        self._promoted_at = facts.at
        if facts.role == "champion":
            self._champion_before, self._champion = self._champion, facts.model
            self._champion_at = facts.at

    def _missed(self, index: int, slot: Slot) -> None:
        self._missed_last = index, slot
        self._reached = max(self._reached, slot.deadline + 1)

    def _forecast(self, facts: Facts, slot: Slot) -> None:
        if self._reached > slot.deadline:
            self._written_late(slot)
        if facts.problem:
            return
        # Who was being promoted while its slot was open may have come a moment too late for it.
        old = facts.model == self._champion_before and self._champion_at >= slot.cutoff
        if facts.model != self._champion and not old:
            said = f"{slot.id} names a model that was not the champion promoted last before it"
            raise Broken("broken-rule", said)
        if facts.version < self._version:
            raise Broken("broken-rule", f"{slot.id} goes back to schema version {facts.version}")
        self._version = facts.version
        cutoff, price = self._priced
        if cutoff == slot.cutoff and price != facts.price:
            said = f"{slot.id} says {facts.price:.2f} at its cutoff, another horizon {price:.2f}"
            raise Broken("changed", said)
        self._priced = slot.cutoff, facts.price

    def _written_late(self, slot: Slot) -> None:
        """Two entries that cannot both be true: one of them says when it was not written."""
        if self._missed_last is None or self._missed_last[1].cutoff != slot.cutoff:
            said = f"{slot.id} was written after {shown(self._reached)}, later than its deadline"
            raise Broken("back-dated", said)
        index, missed = self._missed_last
        said = f"{missed.id} stands as missed before {slot.id} was issued: one is not true"
        finding = Finding("back-dated", said, index)
        if finding.entry not in [one.entry for one in self.findings[-5:]]:
            self.findings.append(finding)

    def _settle(self, index: int, slot: Slot) -> None:
        """A slot's turn: each announced one once, oldest first."""
        schedule = self._schedules.get(slot.horizon)
        if schedule is None:
            raise Broken("inserted", f"{slot.id} was not announced before it")
        if slot.cutoff < schedule.valid_from or slot.cutoff // HOUR_S % 24 not in schedule.hours:
            raise Broken("inserted", f"{slot.id} is no announced slot")
        if self._skipped and slot in self._skipped:
            before = self._skipped.pop(slot)
            raise Broken("reordered", f"{slot.id} stands after a later slot, entry {before}")
        newest = self._settled.get(slot.horizon, -HOUR_S)
        if slot.cutoff <= newest:
            raise Broken("inserted", f"{slot.id} is settled a second time")
        due = schedule.next_after(newest)
        while due < slot.cutoff and len(self._skipped) < SKIPPED_MAX:
            self._skipped[Slot(slot.horizon, due)] = index
            due = schedule.next_after(due)
        self._settled[slot.horizon] = slot.cutoff
        self.newest_cutoff = max(self.newest_cutoff, slot.cutoff)


# --- What differs from the signed record --------------------------------------------------


def name_differences(signed: Sequence[bytes], found: Sequence[bytes]) -> list[Finding]:
    """How the entries found differ from the signed ones, by their hashes."""
    missing, extra = Counter(signed), Counter(found)
    missing, extra = missing - Counter(found), extra - Counter(signed)
    findings = []
    if len(signed) == len(found):
        for index, (right, wrong) in enumerate(zip(signed, found)):
            if right in missing and wrong in extra:
                findings.append(Finding("changed", "it is not the entry that was signed", index))
                missing[right] -= 1
                extra[wrong] -= 1
    missing, extra = +missing, +extra
    for index, leaf in enumerate(signed):
        if missing[leaf] > 0:
            missing[leaf] -= 1
            findings.append(Finding("dropped", "the entry that was signed here is gone", index))
    for index in range(len(found) - 1, -1, -1):  # of two alike the later one was put in
        if extra[found[index]] > 0:
            extra[found[index]] -= 1
            findings.append(Finding("inserted", "this entry was never signed here", index))
    if not findings:
        index = next(i for i, pair in enumerate(zip(signed, found)) if pair[0] != pair[1])
        findings.append(Finding("reordered", "the signed entries, in another order", index))
    return findings


def compare_with_root(
    source: Source, checkpoint: Checkpoint, levels: Sequence[Sequence[bytes]]
) -> tuple[list[Finding], Sequence[Sequence[bytes]] | None]:
    """What of the entries or tiles is not what the root stands for, and what was signed.

    None for the latter where neither the entries nor the tiles lead to the root.
    """
    leaves = levels[0]
    right = len(leaves) == checkpoint.size and root_at(levels, checkpoint.size) == checkpoint.root
    tiles: dict[int, list[bytes]] = {}
    findings = []
    for level, count in tile_levels(checkpoint.size):
        tiles[level] = []
        for number, width in tile_widths(count):
            try:
                data = read_tile(source, level, number, width)
            except Broken as broken:
                findings.append(Finding(broken.name, str(broken)))
                data = b"\0" * (width * HASH_BYTES)
            hashes = [data[i : i + HASH_BYTES] for i in range(0, len(data), HASH_BYTES)]
            tiles[level] += hashes
            low = number * TILE_WIDTH
            if right and hashes != levels[level * TILE_HEIGHT][low : low + width]:
                text = f"{tile_path(level, number, width)} is not what the entries hash to"
                findings.append(Finding("tile-disagrees", text))
    if right:
        return findings, levels
    signed = tree_levels(tiles.get(0, []))
    if checkpoint.size and root_at(signed, checkpoint.size) == checkpoint.root:
        return findings + name_differences(signed[0], leaves), signed
    if len(leaves) != checkpoint.size:
        name = "dropped" if len(leaves) < checkpoint.size else "inserted"
        said = f"{checkpoint.size} entries signed, {len(leaves)} here"
        return [*findings, Finding(name, said)], None
    text = "the entries do not hash to the signed root, and neither do the tiles"
    return [*findings, Finding("changed", text)], None


def compare_with_kept(
    kept: Sequence[tuple[str, Checkpoint]],
    checkpoint: Checkpoint,
    signed: Sequence[Sequence[bytes]] | None,
) -> Iterator[Finding]:
    """Checkpoints from earlier that are not of the same record.

    Where it is not known what was signed now, no other history can be told from it.
    """
    for name, old in kept:
        if old.size > checkpoint.size:
            text = f"{name} covers {old.size} entries, this record only {checkpoint.size}"
            yield Finding("dropped", text + ": entries were dropped, or this copy is the older one")
        elif signed is not None and root_at(signed, old.size) != old.root:
            text = f"the first {old.size} entries are not those that {name} was signed for"
            yield Finding("forked", text + ": two histories were signed, or one was altered")


# --- The commands -------------------------------------------------------------------------


def mirror(site: Site, folder: Path) -> int:
    """Copy a record; what is here already is not fetched again."""
    note = site.read("checkpoint", NOTE_BYTES_MAX)
    checkpoint = parse_checkpoint(note.decode(errors="replace"))
    if not (folder / "key").exists():
        write(folder / "key", site.read("api/v1/ledger/key", NOTE_BYTES_MAX))
    shown_at = 0.0
    for done, (kind, number, width) in enumerate(files_of(checkpoint.size)):
        path = folder / tile_path(kind, number, width)
        if not (path.exists() and parses(path.read_bytes(), kind, width)):
            write(path, read_wide(site, kind, number, width, BUNDLE_BYTES_MAX))
        if time.monotonic() - shown_at > 1:
            shown_at = time.monotonic()
            progress(f"{done} files of {checkpoint.size} entries")
    progress("")
    # Last, so that a copy that was interrupted does not look like a whole one.
    write(folder / "checkpoint", note)
    write(folder / "kept" / f"{checkpoint.size}-{checkpoint.root.hex()[:8]}", note)
    say(f"{checkpoint.size} entries of {checkpoint.origin} are in {folder}; now `check {folder}`.")
    return EXIT_HOLDS


def files_of(size: int) -> Iterator[tuple[int | str, int, int]]:
    """Level, number and width of every file, the newest entries first.

    Whoever names more entries than he has is thus found out by the first file asked for.
    """
    if size:
        last = (size - 1) // TILE_WIDTH
        yield "entries", last, size - last * TILE_WIDTH
    for number, width in tile_widths(size):
        yield "entries", number, width
    for level, count in tile_levels(size):
        for number, width in tile_widths(count):
            yield level, number, width


def parses(data: bytes, kind: int | str, width: int) -> bool:
    """Whether a file holds what its name says, whatever that is worth."""
    if kind == "entries":
        bodies, whole = split_bundle(data)
        return whole and len(bodies) in (width, TILE_WIDTH)
    return len(data) in (width * HASH_BYTES, TILE_WIDTH * HASH_BYTES)


def check(folder: Folder, key: Key, since: Sequence[Path]) -> int:
    """Check a whole copy, offline."""
    started = time.monotonic()
    # A size that nobody signed is not worth a look at what it counts.
    checkpoint = signed_checkpoint(folder.read("checkpoint", NOTE_BYTES_MAX), key)
    rules = Rules()
    kept, findings = kept_checkpoints(folder, key, since)
    found: list[Finding] = []
    levels = tree_levels(read_entries(folder, checkpoint.size, rules, found))
    differing, signed = compare_with_root(folder, checkpoint, levels)
    found += differing
    findings = found + findings
    findings += compare_with_kept(kept, checkpoint, signed)
    if signed is None or signed is levels:  # else it is known which entries nobody signed
        findings += rules.findings
    if findings:
        return report(findings)
    counts = ", ".join(f"{count} {kind}" for kind, count in sorted(rules.counts.items()))
    say(f"Everything holds: {checkpoint.size} entries of {checkpoint.origin} ({counts}).")
    say(f"  world         {' '.join(rules.world or ('none', 'yet'))}")
    say(f"  newest slot   {shown(rules.newest_cutoff)}")
    say(f"  root          {checkpoint.root.hex()}")
    say(f"  compared      {len(kept)} earlier checkpoint(s)")
    say(f"  took          {time.monotonic() - started:.1f} s")
    return EXIT_HOLDS


def read_entries(folder: Folder, size: int, rules: Rules, findings: list[Finding]) -> list[bytes]:
    """The leaf hash of every entry, each of which the rules are shown."""
    leaves: list[bytes] = []
    for facts, cut in read_bundles(folder, size):
        findings += [Finding("truncated", f"{path} ends in the middle of an entry") for path in cut]
        for one in facts:
            rules.feed(len(leaves), one)
            leaves.append(one.leaf)
        progress(f"{len(leaves)} of {size} entries")
    progress("")
    rules.finish()
    return leaves


Bundles = list[tuple[int, int]]


def read_bundles(folder: Folder, size: int) -> Iterator[tuple[list[Facts], list[str]]]:
    """What the entries say, some bundles at a time; by every processor if there is enough to do.

    Never more than a few are under way: a size alone takes no memory.
    """
    bundles = tile_widths(size)
    tasks = iter(lambda: list(islice(bundles, BUNDLES_A_TASK)), [])
    if size < PARALLEL_BUNDLES_MIN * TILE_WIDTH:
        yield from (read_facts(folder, task) for task in tasks)
        return
    try:
        pool = ProcessPoolExecutor()
    except (ImportError, OSError):  # no semaphores here: one after the other, then
        yield from (read_facts(folder, task) for task in tasks)
        return
    with pool:
        yield from _in_order(pool, folder, tasks)


def _in_order(
    pool: ProcessPoolExecutor, folder: Folder, tasks: Iterable[Bundles]
) -> Iterator[tuple[list[Facts], list[str]]]:
    """The tasks' results, oldest first, a few of them under way."""
    waiting: deque[Future[tuple[list[Facts], list[str]]]] = deque()
    for task in tasks:
        waiting.append(pool.submit(read_facts, folder, task))
        if len(waiting) > 2 * (os.cpu_count() or 1):
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def read_facts(folder: Folder, bundles: Bundles) -> tuple[list[Facts], list[str]]:
    """What the entries of some bundles say, and which of the bundles end in the middle of one."""
    facts, cut = [], []
    for number, width in bundles:
        bodies, whole = split_bundle(read_bundle(folder, number, width))
        facts += [Facts(body) for body in bodies]
        if not whole:
            cut.append(tile_path("entries", number, width))
    return facts, cut


def read_bundle(source: Source, number: int, width: int) -> bytes:
    """A bundle of entries; cut to its width where the full one stands in its place."""
    path = tile_path("entries", number, width)
    try:
        return source.read(path, BUNDLE_BYTES_MAX + 2 + 0xFFFF)
    except Absent:
        if width == TILE_WIDTH:
            raise
    data = read_wide(source, "entries", number, width, BUNDLE_BYTES_MAX)
    return data[: sum(len(body) + 2 for body in split_bundle(data)[0][:width])]


def kept_checkpoints(
    folder: Folder, key: Key, since: Sequence[Path]
) -> tuple[list[tuple[str, Checkpoint]], list[Finding]]:
    """Checkpoints from earlier by file name, and those that the key has not signed."""
    kept: list[tuple[str, Checkpoint]] = []
    problems: list[Finding] = []
    for path in [*since, *sorted((folder.path / "kept").glob("*-*"))]:
        checkpoint = kept_checkpoint(path, key)
        if isinstance(checkpoint, Finding):
            problems.append(checkpoint)
        else:
            kept.append((path.name, checkpoint))
    return kept, problems


def kept_checkpoint(path: Path, key: Key) -> Checkpoint | Finding:
    """A checkpoint from earlier, or why it is none of this key's."""
    try:
        return signed_checkpoint(path.read_bytes(), key)
    except OSError as error:
        raise Unchecked(f"{path} cannot be read: {error.strerror}") from None
    except Broken as broken:
        return Finding(broken.name, f"{path.name}: {broken}")


def check_forecast(source: Source, key: Key, wanted: Slot) -> int:
    """Check one forecast with an inclusion proof made of a few tiles."""
    checkpoint = signed_checkpoint(source.read("checkpoint", NOTE_BYTES_MAX), key)
    index, body = find_slot(source, checkpoint.size, wanted)
    tiles = TileReader(source, checkpoint.size)
    leaf, proof = leaf_hash(body), tiles.proof(index)
    if not included(leaf, index, checkpoint.size, proof, checkpoint.root):
        if included(tiles.leaf(index), index, checkpoint.size, proof, checkpoint.root):
            raise Broken("changed", f"entry {index} is not the one that was signed")
        raise Broken("tile-disagrees", "the tiles do not lead to the signed root")
    facts = Facts(body)
    if facts.problem:
        raise Broken(*facts.problem)
    record = read_body(body)
    say(f"{wanted.id} is entry {index} of the {checkpoint.size} signed by {checkpoint.origin}.")
    if record["kind"] == "forecast":
        prices = {q["level"]: q["price"] for q in record["quantiles"]}
        say(f"  issued        {shown(facts.at)}, {facts.at - wanted.cutoff} s after its cutoff")
        say(f"  8 in 10       {prices['0.1']} to {prices['0.9']} USD, median {prices['0.5']}")
    else:
        say(f"  missed        {record['reason']}")
    say(f"  leaf hash     {leaf.hex()}")
    say(f"  proof         {len(proof)} hashes up to {checkpoint.root.hex()}")
    return EXIT_HOLDS


def find_slot(source: Source, size: int, wanted: Slot) -> tuple[int, bytes]:
    """Index and body of a slot's entry, by halving: cutoffs grow along the record."""
    bundles: dict[int, list[bytes]] = {}

    def bodies(number: int) -> list[bytes]:
        if number not in bundles:
            width = min(TILE_WIDTH, size - number * TILE_WIDTH)
            found, whole = split_bundle(read_bundle(source, number, width))
            path = tile_path("entries", number, width)
            demand(whole, f"{path} ends in the middle of an entry", "truncated")
            demand(len(found) == width, f"{path} holds {len(found)} entries", "dropped")
            bundles[number] = found
        return bundles[number]

    def slots(number: int) -> list[Slot | None]:
        return [slot_in(body) for body in bodies(number)]

    low, high = 0, (size - 1) // TILE_WIDTH
    newest = max([slot.cutoff for slot in slots(high) if slot] or [0]) if size else 0
    if wanted.cutoff > newest:
        raise Unchecked(f"{wanted.id} is not in the signed record yet; it ends at {shown(newest)}")
    while low < high:  # the first bundle that reaches the cutoff
        middle = (low + high) // 2
        if max([slot.cutoff for slot in slots(middle) if slot] or [0]) >= wanted.cutoff:
            high = middle
        else:
            low = middle + 1
    for number in range(low, min(low + 3, (size - 1) // TILE_WIDTH + 1)):
        for at, slot in enumerate(slots(number)):
            if slot == wanted:
                return number * TILE_WIDTH + at, bodies(number)[at]
    raise Broken("dropped", f"{wanted.id} is not in the record; was that slot announced?")


def slot_in(body: bytes) -> Slot | None:
    """The slot that an entry settles; None when it settles none."""
    try:
        record = json.loads(body)
        return slot_of(record) if "slot" in record else None
    except (Broken, ValueError, TypeError, AttributeError, KeyError):
        return None


def parse_slot(text: str) -> Slot:
    """A slot from a forecast's id, such as 24h-20250717T00Z."""
    form = re.fullmatch(r"(1h|4h|24h|7d)-(\d{4})(\d\d)(\d\d)T(\d\d)Z", text, re.ASCII)
    try:
        if form is None:
            raise ValueError
        moment = datetime(*map(int, form.groups()[1:]), tzinfo=timezone.utc)  # type: ignore[misc, arg-type]
    except ValueError:
        raise Unchecked(f"{text!r} is no forecast id; ids look like 24h-20250717T00Z") from None
    return Slot(form[1], int(moment.timestamp()))


def report(findings: Sequence[Finding]) -> int:
    """Say what does not hold."""
    names = ", ".join(dict.fromkeys(finding.name for finding in findings))
    say(f"This record does not hold: {names}.")
    for name, text, index in findings[:FINDINGS_SHOWN_MAX]:
        say(f"  {name:<15}{'' if index is None else f'entry {index}: '}{text}")
    if len(findings) > FINDINGS_SHOWN_MAX:
        say(f"  … and {len(findings) - FINDINGS_SHOWN_MAX} more")
    return EXIT_BROKEN


def key_for(argument: str | None, source: Source) -> Key:
    """The key that was given, or the source's own, with a word about that."""
    if argument is not None:
        path = Path(argument)
        try:
            return parse_key(path.read_text() if path.is_file() else argument)
        except (OSError, UnicodeDecodeError) as error:
            raise Unchecked(f"{argument} cannot be read: {error}") from None
    path_there = "key" if isinstance(source, Folder) else "api/v1/ledger/key"
    key = parse_key(source.read(path_there, NOTE_BYTES_MAX).decode(errors="replace"))
    say(f"The key {key.name}+{key.id.hex()} came with the record; give --key to use your own.")
    return key


def write(path: Path, data: bytes) -> None:
    """A file, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.write_bytes(data)
    part.replace(path)


def say(text: str) -> None:
    """A line for the reader."""
    sys.stdout.write(text + "\n")


def progress(text: str) -> None:
    """A line that the next one replaces; nothing where nobody watches."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{text}")
        sys.stderr.flush()


def parse_arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The command line; leaves with 2 when it makes no sense."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("mirror", help="copy a record into a folder; can be interrupted")
    one.add_argument("url")
    one.add_argument("folder", type=Path)
    one = commands.add_parser("check", help="check a whole copy, offline")
    one.add_argument("folder", type=Path)
    one.add_argument("--key", help="verifier key: its text or a file")
    one.add_argument("--since", type=Path, action="append", default=[], metavar="FILE",
                     help="a checkpoint kept from earlier; may be given again")  # fmt: skip
    one = commands.add_parser("forecast", help="check one forecast")
    one.add_argument("id")
    one.add_argument("source", help="a mirror's folder or the site's address")
    one.add_argument("--key", help="verifier key: its text or a file")
    return parser.parse_args(arguments)


def run(arguments: argparse.Namespace) -> int:
    """The command that was asked for."""
    if arguments.command == "mirror":
        source = source_of(arguments.url)
        if isinstance(source, Folder):
            raise Unchecked(f"{arguments.url} is a folder; `mirror` wants a site's address")
        return mirror(source, arguments.folder)
    if arguments.command == "forecast":
        wanted = parse_slot(arguments.id)
        source = source_of(arguments.source)
        return check_forecast(source, key_for(arguments.key, source), wanted)
    folder = source_of(str(arguments.folder))
    if isinstance(folder, Site):
        raise Unchecked(f"`mirror {folder.url} FOLDER` first; `check` works on the copy")
    return check(folder, key_for(arguments.key, folder), arguments.since)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the exit status says how it went."""
    # Windows writes to files and pipes in an old encoding otherwise.
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")
    try:
        return run(parse_arguments(arguments))
    except Broken as broken:
        return report([Finding(broken.name, str(broken))])
    except Unchecked as unchecked:
        sys.stderr.write(f"Could not be checked: {unchecked}.\n")
        return EXIT_UNCHECKED
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped; the same command goes on from here.\n")
        return EXIT_UNCHECKED


if __name__ == "__main__":
    sys.exit(main())
