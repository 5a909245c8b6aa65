"""What the slow checks share: where things are."""

import os
from collections.abc import Callable
from hashlib import file_digest
from pathlib import Path

import pytest

REAL_HISTORY_DIGEST = "f1cecbd18292"
"""First digits of the SHA-256 of the candles on which docs/forecasting.md was measured."""

Say = Callable[[str], None]


@pytest.fixture(scope="session")
def real_history() -> Path:
    """The file of real candles that CANDOR_HISTORY names."""
    named = os.environ.get("CANDOR_HISTORY")
    if not named:
        pytest.skip("CANDOR_HISTORY names no file of hourly candles")
    path = Path(named)
    if not path.is_file():
        pytest.skip(f"CANDOR_HISTORY names {path}, which is no file")
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    if not digest.startswith(REAL_HISTORY_DIGEST):
        pytest.skip(
            f"CANDOR_HISTORY is sha256:{digest[:12]}; the table of docs/forecasting.md was"
            f" measured on sha256:{REAL_HISTORY_DIGEST}"
        )
    return path
