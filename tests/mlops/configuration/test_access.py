"""Whoever reads a deployed environment's secrets leaves their names, and no value."""

import json
from pathlib import Path

import pytest

from mlops.cli import main
from mlops.configuration import access
from mlops.configuration.access import kept_reads, note_read, reads_folder, secret_names
from mlops.configuration.env_file import given_settings
from tests.mlops.configuration.environments import FUNCTION, OPERATOR


@pytest.fixture(autouse=True)
def state(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(access, "read_state_path", lambda: tmp_path / "state")
    return tmp_path / "state"


def env_file(folder: Path) -> Path:
    file = folder / "an.env"
    file.write_text("".join(f"{name}={value}\n" for name, value in FUNCTION.items()))
    return file


def test_a_file_that_is_read_leaves_who_when_what_for_and_names(tmp_path: Path) -> None:
    given_settings("production", env_file(tmp_path))
    [(path, read)] = kept_reads("production")
    assert {"CRON_SECRET", "DATABASE_URL", "LEDGER_SIGNING_KEY"} <= set(read.names)
    assert "PUBLIC_URL" not in read.names
    assert read.source == str(tmp_path / "an.env")
    assert "@" in read.who
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    text = path.read_text()
    assert [name for name in read.names if FUNCTION[name] in text] == []


def test_variables_of_the_process_leave_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path("/"))
    monkeypatch.setenv("CRON_SECRET", FUNCTION["CRON_SECRET"])
    given_settings("staging", None)
    [(_, read)] = kept_reads("staging")
    assert (read.source, "CRON_SECRET" in read.names) == ("the process's variables", True)


def test_a_command_says_which_it_was_without_its_arguments(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = env_file(tmp_path)
    with pytest.raises(SystemExit):
        main(["config", "check", "--env", "production", "--env-file", str(file)])
    capsys.readouterr()
    [(_, read)] = kept_reads("production")
    assert read.purpose == "candor config check"


def test_in_a_workflow_it_is_who_set_it_going(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTOR", "ada")
    note_read("staging", FUNCTION, "x")
    assert kept_reads("staging")[0][1].who.startswith("ada@")


def test_this_machines_own_secrets_leave_nothing(state: Path) -> None:
    note_read("development", FUNCTION, "x")
    note_read("production", {"PUBLIC_URL": "https://candor.market"}, "x")
    assert not state.exists()


def test_each_reading_is_kept_apart_in_its_order() -> None:
    for source in ("first", "second", "third"):
        note_read("production", OPERATOR, source)
    assert [one.source for _, one in kept_reads("production")] == ["first", "second", "third"]
    assert [json.loads(path.read_text())["environment"] for path, _ in kept_reads("production")]


def test_where_it_cannot_be_kept_the_settings_are_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a-file").write_text("")
    monkeypatch.setattr(access, "read_state_path", lambda: tmp_path / "a-file")
    with pytest.raises(OSError, match="a-file"):
        given_settings("production", env_file(tmp_path))
    assert not reads_folder("production").exists()


def test_the_secrets_among_settings_are_told_by_the_catalogue() -> None:
    assert secret_names({"CRON_SECRET": "x", "PUBLIC_URL": "y", "WATCH_TOKEN": ""}) == (
        "CRON_SECRET",
    )
