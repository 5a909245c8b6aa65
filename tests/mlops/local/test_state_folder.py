"""What the state folder keeps, and who may hold it."""

import json
import os
import shutil
import socket
import stat
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from types import SimpleNamespace

import pytest

from functions.domain.errors import InvalidInput
from mlops.local.free_port import LOOPBACK
from mlops.local.state_folder import ADDED_LATER, StateFolder

HOLD = """
import sys, pathlib
from mlops.local.state_folder import StateFolder
print(StateFolder(pathlib.Path(sys.argv[1])).lock(), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def state(tmp_path: Path) -> StateFolder:
    folder = StateFolder(tmp_path / "state")
    folder.prepare()
    return folder


class TestSecrets:
    """Generated credentials."""

    def test_they_are_generated_once_and_kept(self, state: StateFolder) -> None:
        first = state.secrets()
        assert state.secrets() == first
        made = list(asdict(first).values())
        assert all(len(secret) >= 32 for secret in made)
        assert len(set(made)) == len(made)
        assert not any(secret in repr(first) for secret in made)

    def test_a_folder_from_before_the_stores_keeps_its_own_and_gets_theirs(
        self, state: StateFolder
    ) -> None:
        first = asdict(state.secrets())
        before = {name: one for name, one in first.items() if name not in ADDED_LATER}
        (state.path / "secrets.json").write_text(json.dumps(before))
        secrets = asdict(state.secrets())
        assert {name: secrets[name] for name in before} == before
        assert all(len(secrets[name]) >= 32 for name in ADDED_LATER)
        assert asdict(state.secrets()) == secrets

    def test_only_the_owner_can_read_them(self, state: StateFolder) -> None:
        state.secrets()
        mode = (state.path / "secrets.json").stat().st_mode
        assert stat.S_IMODE(mode) == 0o600

    @pytest.mark.parametrize(
        "text",
        ["", "{", "[]", "{}", '{"cron_secret": "x"}', '{"cron_secret": "x", "upstash_token": "y"}'],
    )
    def test_a_broken_or_older_file_is_named_with_the_way_out(
        self, state: StateFolder, text: str
    ) -> None:
        (state.path / "secrets.json").write_text(text)
        with pytest.raises(InvalidInput, match=r"secrets\.json is broken.*`make reset`"):
            state.secrets()


class TestPorts:
    """Remembered ports."""

    def test_they_are_remembered(self, state: StateFolder) -> None:
        assert state.ports(["api", "valkey"]) == state.ports(["api", "valkey"])

    def test_one_that_is_taken_meanwhile_is_replaced_and_the_others_stay(
        self, state: StateFolder
    ) -> None:
        before = state.ports(["api", "valkey"])
        with socket.socket() as squatter:
            squatter.bind((LOOPBACK, before["api"]))
            squatter.listen()
            after = state.ports(["api", "valkey"])
        assert after["api"] != before["api"]
        assert after["valkey"] == before["valkey"]

    def test_no_two_services_share_one(self, state: StateFolder) -> None:
        port = state.ports(["api"])["api"]
        (state.path / "ports.json").write_text(f'{{"api": {port}, "valkey": {port}}}')
        assert len(set(state.ports(["api", "valkey"]).values())) == 2


class TestLock:
    """One stack at a time."""

    def test_another_process_cannot_take_a_held_folder_until_its_holder_is_gone(
        self, state: StateFolder
    ) -> None:
        with subprocess.Popen(
            (sys.executable, "-c", HOLD, str(state.path)),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        ) as other:  # fmt: skip
            assert other.stdout is not None
            assert other.stdout.readline() == "True\n"
            assert state.holder() == other.pid
            assert not state.lock()
            other.kill()
        assert state.holder() is None
        assert state.lock()
        state.unlock()

    def test_looking_does_not_take_it(self, state: StateFolder) -> None:
        assert state.holder() is None
        assert state.lock()
        assert state.holder() == os.getpid()
        state.unlock()

    def test_taking_it_forgets_the_record_of_the_run_before(self, state: StateFolder) -> None:
        state.write_record({"pid": 1})
        assert state.lock()
        assert state.read_record() is None
        state.unlock()


class TestPrepare:
    """Folders that cannot be used."""

    def test_a_path_that_is_a_file_is_refused_with_the_way_out(self, tmp_path: Path) -> None:
        (tmp_path / "state").write_text("")
        with pytest.raises(InvalidInput, match=r"cannot be written to .*set CANDOR_STATE"):
            StateFolder(tmp_path / "state").prepare()

    def test_nobody_else_sees_logs_mail_or_ports_in_a_new_or_an_older_folder(
        self, state: StateFolder
    ) -> None:
        (state.path / "ports.json").write_text("{}")
        (state.path / "logs").chmod(0o755)
        state.prepare()
        state.ports(["api"])
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in state.path.iterdir()}
        assert modes == {"logs": 0o700, "mail": 0o700, "valkey": 0o700, "ports.json": 0o600}

    def test_only_its_owner_looks_into_it_and_root_lets_postgresql_pass(
        self, state: StateFolder
    ) -> None:
        closed = 0o711 if os.geteuid() == 0 else 0o700
        assert stat.S_IMODE(state.path.stat().st_mode) == closed
        state.secrets()
        state.path.chmod(0o755)  # as an earlier version made it
        state.prepare()
        assert stat.S_IMODE(state.path.stat().st_mode) == closed

    def test_a_folder_of_somebody_elses_making_keeps_its_mode(self, tmp_path: Path) -> None:
        tmp_path.chmod(0o777)
        StateFolder(tmp_path).prepare()
        assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o777

    def test_a_nearly_full_disk_is_refused_with_the_numbers(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=12_000_000))
        with pytest.raises(InvalidInput, match="12 MB left and Candor needs 1000 MB"):
            StateFolder(tmp_path).prepare()
