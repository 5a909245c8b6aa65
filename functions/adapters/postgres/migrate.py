"""Applies the migrations in order, each once, each whole; run by the owner, never by the API."""

import re
from collections.abc import Sequence
from hashlib import sha256
from importlib.resources import files

import psycopg

from functions.domain.errors import InvalidInput, WorldMismatch

MIGRATE_LOCK = 20_081_031
CONNECT_TIMEOUT_S = 5
PHASE_LINE = re.compile(r"-- phase:\s*(\S*)")


def migrate(owner_url: str, known: Sequence[tuple[str, str]] | None = None) -> list[str]:
    """Apply what is missing and return its names.

    `known` are names and SQL in order; without it, those of this code. Raises WorldMismatch
    when an applied migration is not the one that is known.
    """
    applied_now = []
    with psycopg.connect(owner_url, connect_timeout=CONNECT_TIMEOUT_S) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [MIGRATE_LOCK])
        connection.execute(
            """
            CREATE TABLE IF NOT EXISTS schema_migration (
                name text PRIMARY KEY, sha256 text NOT NULL,
                applied_at timestamptz NOT NULL DEFAULT now());
            ALTER TABLE schema_migration ADD COLUMN IF NOT EXISTS
                phase text NOT NULL DEFAULT 'expand' CHECK (phase IN ('expand', 'contract'))
            """
        )
        rows = connection.execute("SELECT name, sha256 FROM schema_migration").fetchall()
        applied: dict[str, str] = dict(rows)
        for name, text in migrations() if known is None else known:
            digest = sha256(text.encode()).hexdigest()
            if name not in applied:
                # The text comes from this repository, not from outside.
                connection.execute(text.encode())
                connection.execute(
                    "INSERT INTO schema_migration (name, sha256, phase) VALUES (%s, %s, %s)",
                    [name, digest, phase_of(name, text)],
                )
                applied_now.append(name)
            elif applied[name] != digest:
                raise WorldMismatch(
                    f"this database was made by another version of the code (migration {name}"
                    " differs); use that version, or start afresh (`make reset` on one's own"
                    " machine)"
                )
    return applied_now


def migrations() -> list[tuple[str, str]]:
    """Name and SQL of every migration, in order."""
    folder = files("functions.adapters.postgres") / "migrations"
    found = [entry for entry in folder.iterdir() if entry.name.endswith(".sql")]
    return [(entry.name, entry.read_text()) for entry in sorted(found, key=lambda one: one.name)]


def phase_of(name: str, text: str) -> str:
    """`expand` or `contract`, as the first line says (`-- phase: contract`); unsaid: expand.

    Raises InvalidInput for any other word.
    """
    said = PHASE_LINE.match(text)
    if said is None:
        return "expand"
    if said[1] not in ("expand", "contract"):
        raise InvalidInput(f"{name}: its phase is expand or contract, not {said[1]!r}")
    return said[1]
