"""The tables of the schema `release`: made where they are not there yet, by one at a time."""

from importlib.resources import files
from typing import Any

import psycopg

LOCK = 20_081_101


async def make_tables(connection: psycopg.AsyncConnection[Any], package: str, file: str) -> None:
    """Run SQL of ours that is safe to run again; who else does waits for this transaction."""
    await connection.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    await connection.execute((files(package) / file).read_bytes())
