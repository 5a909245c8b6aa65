"""What holds for every test of the operational half."""

from collections.abc import Iterator
from unittest.mock import patch

import pytest

from mlops.configuration import access


@pytest.fixture(autouse=True)
def reads_kept_aside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What tests read of environments' secrets is noted in no checkout."""
    folder = tmp_path_factory.getbasetemp() / "state-of-readings"
    with patch.object(access, "read_state_path", lambda: folder):
        yield
