"""The sample record in a folder."""

from pathlib import Path

import pytest

from tests.verify import sample
from tests.verify.sample import KEPT, SAMPLE


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The sample's copy; beside it a checkpoint kept from earlier."""
    (tmp_path / "kept-200").write_bytes(KEPT)
    return sample.write(SAMPLE, tmp_path / "record")
