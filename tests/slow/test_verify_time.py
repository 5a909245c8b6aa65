"""How long the published verifier takes for a record of 100,000 entries."""

import resource
import sys
import time
from pathlib import Path

import pytest

from tests.verify import sample
from tests.verify.published import verify
from tests.verify.signing import verifier_key

ENTRIES = 100_000


@pytest.mark.slow
def test_a_hundred_thousand_entries_hold(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bodies = sample.record(hours=ENTRIES * 24 // 73 + 24, forecasts_from=0)[:ENTRIES]
    sample.write(sample.mirror(bodies), tmp_path)
    del bodies
    started = time.monotonic()
    assert verify.main(["check", str(tmp_path), "--key", verifier_key()]) == 0
    took_s = time.monotonic() - started
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    with capsys.disabled():
        sys.stdout.write(f"\n{ENTRIES} entries checked in {took_s:.1f} s; "
              f"processors worked {children.ru_utime:.1f} s\n")  # fmt: skip
