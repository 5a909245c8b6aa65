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
WORK_S_MAX = 20.0
"""Several times what it takes on the machine it was measured on."""


@pytest.mark.slow
def test_a_hundred_thousand_entries_hold(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bodies = sample.record(hours=ENTRIES * 24 // 73 + 24, forecasts_from=0)[:ENTRIES]
    sample.write(sample.mirror(bodies), tmp_path)
    del bodies
    started, before = time.monotonic(), worked_s()
    assert verify.main(["check", str(tmp_path), "--key", verifier_key()]) == 0
    took_s, worked = time.monotonic() - started, worked_s() - before
    with capsys.disabled():
        sys.stdout.write(f"\n{ENTRIES} entries checked in {took_s:.1f} s; "
              f"processors worked {worked:.1f} s\n")  # fmt: skip
    assert worked < WORK_S_MAX


def worked_s() -> float:
    """Seconds that processors worked for this process and those it started.

    How long it took instead is a matter of who else wants them.
    """
    usages = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)
