"""A holder is dead when its process on this very machine is gone; of others nobody knows."""

import getpass
import os
import socket
import subprocess
from pathlib import Path

import pytest

from mlops.release import holder as module
from mlops.release.asked import named
from mlops.release.holder import holder, is_dead, machine

HERE = machine()


def test_whoever_lives_is_not_dead() -> None:
    assert not is_dead(holder("ada"))
    assert holder("ada") == f"ada@{HERE} {os.getpid()}"
    assert not is_dead(f"ada@{HERE} 1")


def test_a_process_that_ended_is_dead() -> None:
    with subprocess.Popen(("true",)) as process:
        process.wait()
    assert is_dead(f"ada@{HERE} {process.pid}")


@pytest.mark.parametrize("name", ["ada@elsewhere 4194305", "ada", "", f"ada@{HERE} x", "a b c"])
def test_of_others_nobody_knows(name: str) -> None:
    assert not is_dead(name)


def test_a_machine_that_only_has_the_same_name_is_another(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with subprocess.Popen(("true",)) as process:
        process.wait()
    elsewhere = f"ada@{HERE} {process.pid}"
    boot = tmp_path / "boot_id"
    boot.write_text("00000000-another-boot\n")
    monkeypatch.setattr(module, "BOOT_ID", boot)
    assert machine() == f"{socket.gethostname()}-00000000"
    assert not is_dead(elsewhere)
    monkeypatch.setattr(module, "BOOT_ID", tmp_path / "none")
    assert machine() == socket.gethostname()


def test_who_releases_is_who_is_said_else_who_set_the_workflow_going_else_who_is_logged_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GITHUB_ACTOR", "ada")
    assert (named(" bob "), named("")) == ("bob", "ada")
    monkeypatch.delenv("GITHUB_ACTOR")

    def nameless() -> str:
        raise KeyError("getpwuid(): uid not found: 1000")

    monkeypatch.setattr(getpass, "getuser", nameless)
    assert named("") == f"user {os.getuid()}"
