"""What the migrations add up to is in schema.txt, so that a change is seen and meant.

After a new migration, write it anew and read the difference before committing it:

    CANDOR_WRITE_SNAPSHOTS=1 pytest tests/functions/adapters/postgres/test_schema.py
"""

import os
from pathlib import Path

from tests.conftest import Database
from tests.functions.adapters.postgres.schema_snapshot import schema_text

SNAPSHOT = Path(__file__).with_name("schema.txt")


def test_the_migrated_schema_is_the_one_on_file(database: Database) -> None:
    found = schema_text(database.owner_url)
    if os.environ.get("CANDOR_WRITE_SNAPSHOTS"):
        SNAPSHOT.write_text(found)
    assert found == SNAPSHOT.read_text()
