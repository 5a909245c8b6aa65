"""docs/faults.md cannot lie: its rows are complete, and the tests it names are there."""

import subprocess
import sys
from pathlib import Path

from tests.fault_table import FAULTS, fault_table

REPOSITORY = Path(__file__).parents[2]
INSIDE = {
    "call_meter.py",
    "circuit.py",
    "content_address.py",
    "process_meter.py",
    "system.py",
    "disk",
    "qstash",
    "retry_after.py",
    "ed25519",
    "__init__.py",
}
"""Adapters that speak to nobody outside this process and machine; QStash speaks to us."""
OUTSIDE_STORES = {"mlops/storage/s3.py", "mlops/storage/cloudinary_store.py"}
NO_PORTS = {"services", "signature", "note_signer", "__init__"}


def test_every_port_and_every_outside_adapter_has_its_rows() -> None:
    named = {name for section in fault_table().values() for name in section.named}
    ports = {path.stem for path in (REPOSITORY / "functions/ports").glob("*.py")} - NO_PORTS
    adapters = {
        f"functions/adapters/{path.name}"
        for path in (REPOSITORY / "functions/adapters").iterdir()
        if path.name not in INSIDE and not path.name.startswith("__")
    }
    assert named == ports | adapters | OUTSIDE_STORES


def test_every_part_has_a_row_for_every_fault() -> None:
    for title, section in fault_table().items():
        assert tuple(section.rows) == FAULTS, title


def test_every_test_that_it_names_is_collected() -> None:
    named = {
        test
        for section in fault_table().values()
        for row in section.rows.values()
        for test in row.tests
    }
    assert all(row.tests for section in fault_table().values() for row in section.rows.values())
    files = sorted({name.split("::")[0] for name in named})
    collected = subprocess.run(
        (sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", *files),
        cwd=REPOSITORY, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert collected.returncode == 0, collected.stdout
    assert named - set(collected.stdout.splitlines()) == set()
