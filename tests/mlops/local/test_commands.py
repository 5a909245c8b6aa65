"""What the commands say when there is nothing to do, and when they must not do it."""

import os
from pathlib import Path

import pytest

from mlops.cli import main
from mlops.local.state_folder import StateFolder, monitoring_folder


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StateFolder:
    monkeypatch.setenv("CANDOR_STATE", str(tmp_path / "state"))
    folder = StateFolder(tmp_path / "state")
    folder.prepare()
    return folder


def run(*words: str) -> int | str | None:
    with pytest.raises(SystemExit) as exit_:
        main(words)
    return exit_.value.code


@pytest.mark.parametrize("command", ["status", "down"])
def test_nothing_running_is_no_error(
    state: StateFolder, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert state.holder() is None
    assert run(command) == 0
    assert f"Candor is not running from {state.path}" in capsys.readouterr().out


def test_down_says_when_monitoring_goes_on(
    state: StateFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    watching = monitoring_folder(state.path)
    watching.path.mkdir()
    assert watching.lock()
    assert run("down") == 0
    assert f"Monitoring still runs (process {os.getpid()})" in capsys.readouterr().out
    watching.unlock()
    assert run("down") == 0
    assert "Monitoring" not in capsys.readouterr().out


@pytest.mark.parametrize("users", ["ada:short:read", "candor-admin:x:read", "ada:x:owner"])
def test_wrong_users_of_mlflow_are_refused_before_anything_starts(
    state: StateFolder,
    users: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("MLFLOW_USERS", users)
    assert run("up") == 1
    assert capsys.readouterr().err.startswith("Error: MLFLOW_USERS: ")
    assert not (state.path / "secrets.json").exists()


@pytest.mark.parametrize("variable", ["CANDOR_PORT", "CANDOR_SEED", "CANDOR_SECONDS_PER_HOUR"])
def test_what_only_a_start_needs_may_be_nonsense_for_every_other_command(
    state: StateFolder, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (state.logs / "api.log").write_text("one\n")
    monkeypatch.setenv(variable, "nonsense")
    assert [run(command) for command in ("down", "status", "logs", "reset")] == [0, 0, 0, 0]
    assert not state.path.exists()


def test_reset_deletes_the_state_and_says_what(
    state: StateFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    state.secrets()
    assert run("reset") == 0
    assert not state.path.exists()
    assert f"Deleting {state.path}" in capsys.readouterr().out
    assert run("reset") == 0
    assert "nothing to delete" in capsys.readouterr().out


def test_reset_refuses_while_a_stack_runs(
    state: StateFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert state.lock()
    try:
        assert run("reset") == 1
    finally:
        state.unlock()
    assert state.path.exists()
    assert capsys.readouterr().err == ("Error: Candor is running; stop it with `make down` first\n")


def test_up_beside_a_stack_that_starts_says_so_and_is_no_error(
    state: StateFolder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CANDOR_HISTORY", "")
    assert state.lock()
    try:
        assert run("up") == 0
    finally:
        state.unlock()
    assert "starting already" in capsys.readouterr().out


def test_logs_shows_the_last_lines_of_one_service_or_names_those_there_are(
    state: StateFolder, capfd: pytest.CaptureFixture[str]
) -> None:
    (state.logs / "api.log").write_text("one\ntwo\nthree\n")
    assert run("logs", "api", "--lines", "2") == 0
    assert capfd.readouterr().out == "two\nthree\n"
    assert run("logs", "nope") == 1
    assert "there is no log of 'nope'; there are: api" in capfd.readouterr().err
    assert run("logs", "../../etc/passwd") == 1
