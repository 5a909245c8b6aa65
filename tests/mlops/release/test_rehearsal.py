"""A rehearsal refuses what it could not serve, before anything is started."""

import socket
from pathlib import Path

import pytest

from functions.domain.errors import InvalidInput, VendorUnavailable
from functions.domain.world import Mode
from mlops.local.free_port import free_port
from mlops.local.state_folder import StateFolder
from mlops.release.declared.release import Environment, read_release
from mlops.release.rehearsal import rehearsal
from tests.mlops.release.gates.test_environments import stack

ENV, COMMIT = "development", "a" * 40


@pytest.fixture
def declared() -> Environment:
    return read_release().environment(ENV)


def test_a_domain_whose_port_is_taken_is_said_by_its_address(
    declared: Environment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CANDOR_STATE", str(tmp_path))
    with socket.create_server(("127.0.0.1", 0)) as other:
        url = f"http://127.0.0.1:{other.getsockname()[1]}"
        taken = declared.model_copy(update={"url": url})
        running = stack(mode=Mode.SIMULATED, ports={"api": 1})
        with (
            pytest.raises(InvalidInput, match=f"{url} cannot be served"),
            rehearsal(ENV, taken, COMMIT, running),
        ):
            pass
    with rehearsal(ENV, declared, COMMIT, None):
        pass  # and the folder was given back


def test_one_that_runs_is_not_disturbed_by_a_second(
    declared: Environment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CANDOR_STATE", str(tmp_path))
    home = tmp_path / "environments" / ENV
    home.mkdir(parents=True)
    first = StateFolder(home)
    assert first.lock()
    with (
        pytest.raises(InvalidInput, match="a rehearsal of development runs already"),
        rehearsal(ENV, declared, COMMIT, None),
    ):
        pass
    first.unlock()


def test_a_commit_that_cannot_be_served_is_said_where_it_was_written_down(
    declared: Environment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CANDOR_STATE", str(tmp_path))
    free = declared.model_copy(update={"url": f"http://127.0.0.1:{free_port()}"})
    running = stack(mode=Mode.SIMULATED, ports={"api": 1})
    with (
        pytest.raises(VendorUnavailable, match="the emulated vercel: ended with code"),
        rehearsal(ENV, free, COMMIT, running),
    ):
        pass
    log = tmp_path / "environments" / ENV / "rehearsal" / "vercel.log"
    assert f"has no commit {COMMIT}; fetch it" in log.read_text()
