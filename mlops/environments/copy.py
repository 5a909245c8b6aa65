"""Copies a world's candles and its ledger into an environment's own, empty database.

The source is read in one transaction that cannot write, so that what is copied is of one
instant. In the target all of it comes at once or not at all. Entries keep their bytes, hashes
and times; checkpoints are not copied: they are signed in the source's name, and the copy is no
second edition of its ledger. It is signed anew, under the name and with the key of its own
environment, before anybody reads it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from psycopg import sql

from functions.adapters.ed25519.signer import Ed25519Signer
from functions.domain.checkpoint import Checkpoint, parse_signing_key
from functions.domain.errors import InvalidInput, VendorUnavailable, WorldMismatch
from functions.domain.ledger import LedgerHead

CONNECT_TIMEOUT_S = 15
COPIED = (
    "world",
    "candle_observation",
    "consensus_candle",
    "venue_quarantine",
    "ledger_entry",
    "model_version",
    "promotion",
    "schedule",
    "slot_entry",
    "outcome",
    "score",
    "touch_score",
)
"""In the order in which they refer to each other. None of them has a word about a person."""
LEFT = ("history_candle", "history_rejection", "replay_clock", "model_run", "checkpoint", "anchor",
        "schema_migration")  # fmt: skip
"""Of worlds that are not live; runs of the source's MLflow; what the source signed."""
ORDERED = {"ledger_entry": "index", "slot_entry": "cutoff"}
"""What a trigger wants in order; everything else comes as it lies."""
UNTIMELY = "slot_is_timely"
"""The one rule that a copy cannot keep: its slots were issued at another time than now."""


@dataclass(frozen=True, slots=True)
class Copied:
    """How many rows came, and the size that was signed."""

    rows: dict[str, int]
    signed: int


def copy_world(source_url: str, owner_url: str, signing_key: str) -> Copied:
    """Copy what the source's world has into the owner's database, and sign it.

    Raises InvalidInput for a target that has a world already or other migrations,
    WorldMismatch for a source that is not live, VendorUnavailable.
    """
    with _connected(source_url, "the source") as source, _connected(owner_url, "ours") as target:
        source.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        # The application's role ends statements early; who copies is no reader.
        source.execute("SET LOCAL statement_timeout = 0")
        _require_alike(source, target)
        target.execute("LOCK TABLE world IN EXCLUSIVE MODE")
        if target.execute("SELECT FROM world").fetchone() is not None:
            raise InvalidInput("this database has a world already; data are copied into none")
        # Others see all of this transaction or nothing, so no slot of theirs comes untimely.
        target.execute(f"ALTER TABLE slot_entry DISABLE TRIGGER {UNTIMELY}".encode())
        rows = {table: _copy_table(source, target, table) for table in COPIED}
        target.execute(f"ALTER TABLE slot_entry ENABLE ALWAYS TRIGGER {UNTIMELY}".encode())
        return Copied(rows, _sign(target, signing_key))


def promoted_artifacts(source_url: str) -> list[str]:
    """The digests of every model that was ever promoted there. Raises VendorUnavailable."""
    with _connected(source_url, "the source") as source:
        rows = source.execute(
            "SELECT DISTINCT digest FROM model_version JOIN promotion USING (version)"
        ).fetchall()
    return sorted(digest for (digest,) in rows)


def has_world(owner_url: str) -> bool:
    """Whether a world is open there. Raises VendorUnavailable."""
    with _connected(owner_url, "ours") as target:
        known = target.execute("SELECT to_regclass('public.world')").fetchone()
        if known is None or known[0] is None:
            return False
        return target.execute("SELECT FROM world").fetchone() is not None


def _require_alike(source: psycopg.Connection, target: psycopg.Connection) -> None:
    world = source.execute("SELECT mode, source FROM world").fetchone()
    if world is None or world[0] != "live":
        said = f"{world[0]} world of {world[1]}" if world else "database without a world"
        raise WorldMismatch(f"the source is the {said}; only a live one is copied")
    theirs, ours = (
        [row[0] for row in one.execute("SELECT name FROM schema_migration ORDER BY name")]
        for one in (source, target)
    )
    if theirs != ours:
        differing = sorted({*theirs} ^ {*ours})
        raise InvalidInput(
            f"source and target differ in the migrations {', '.join(differing)};"
            " copy with the code that the source runs"
        )


def _copy_table(source: psycopg.Connection, target: psycopg.Connection, table: str) -> int:
    columns = [
        row[0]
        for row in target.execute(
            """
            SELECT attname FROM pg_attribute
            WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped
            ORDER BY attnum
            """,
            [f"public.{table}"],
        )
    ]
    named = sql.SQL(", ").join(map(sql.Identifier, columns))
    order: sql.Composable = sql.SQL("")
    if table in ORDERED:
        order = sql.SQL(" ORDER BY {}").format(sql.Identifier(ORDERED[table]))
    read = sql.SQL("COPY (SELECT {} FROM public.{}{}) TO STDOUT (FORMAT BINARY)").format(
        named, sql.Identifier(table), order
    )
    write = sql.SQL("COPY public.{} ({}) FROM STDIN (FORMAT BINARY)").format(
        sql.Identifier(table), named
    )
    with source.cursor() as reading, target.cursor() as writing:
        with reading.copy(read) as out, writing.copy(write) as into:
            for chunk in out:
                into.write(chunk)
        return writing.rowcount


def _sign(target: psycopg.Connection, signing_key: str) -> int:
    row = target.execute(
        "SELECT index + 1, frontier FROM ledger_entry ORDER BY index DESC LIMIT 1"
    ).fetchone()
    if row is None:
        return 0
    head = LedgerHead(row[0], tuple(map(bytes, row[1])))
    signer = Ed25519Signer(parse_signing_key(signing_key))
    checkpoint = Checkpoint(signer.verifier.name, head.size, head.root())
    note = checkpoint.signed(signer.verifier, signer.sign(checkpoint.text.encode()))
    target.execute("INSERT INTO checkpoint (size, note) VALUES (%s, %s)", [head.size, note])
    return head.size


@contextmanager
def _connected(url: str, whose: str) -> Iterator[psycopg.Connection]:
    try:
        with psycopg.connect(url, connect_timeout=CONNECT_TIMEOUT_S, prepare_threshold=None) as one:
            yield one
    except psycopg.OperationalError as error:
        reason = " ".join(str(error).split())[-200:]
        raise VendorUnavailable("postgres", f"{whose} broke off: {reason}") from None
