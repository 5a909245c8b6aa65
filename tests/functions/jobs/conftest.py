"""Rigs for the jobs: most tests run in memory, those about concurrency on both."""

import pytest

from functions.jobs import artifacts
from tests.functions.jobs.rig import Rig
from tests.functions.jobs.rig import rig as build
from tests.worlds import OpenWorld


@pytest.fixture(autouse=True)
def _no_artifact_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test begins like a fresh process."""
    monkeypatch.setattr(artifacts, "_KEPT", {})


@pytest.fixture
def rig(fake_world: OpenWorld) -> Rig:
    """In memory."""
    return build(fake_world)


@pytest.fixture
def real_rig(postgres_world: OpenWorld) -> Rig:
    """In PostgreSQL."""
    return build(postgres_world)


@pytest.fixture
def any_rig(open_world: OpenWorld) -> Rig:
    """Each of the two in turn."""
    return build(open_world)
