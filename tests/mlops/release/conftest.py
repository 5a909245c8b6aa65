"""Both platforms, and what must hold after every test with them."""

from collections.abc import AsyncIterator

import pytest

from tests.mlops.release.rig import Rig


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    """The emulators serving N; in the end all users were served and the vendors' papers kept."""
    rig = Rig()
    await rig.prepare()
    yield rig
    assert rig.unserved == []
    assert [said for judge in rig.judges for said in judge.violations] == []
