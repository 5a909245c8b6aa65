"""The command line: fast to list, honest when it fails."""

import importlib
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

from mlops import cli
from mlops.cli import SUBJECTS, build, main


def test_help_lists_every_command_without_importing_any() -> None:
    code = (
        "import sys; from mlops.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "print([m for m in ('httpx', 'psycopg', 'numpy', 'fastapi', 'mlops.local.commands')"
        " if m in sys.modules])"
    )
    done = subprocess.run((sys.executable, "-c", code), capture_output=True, text=True, check=True)
    assert done.stdout.rstrip().endswith("[]")
    for subject in SUBJECTS:
        assert all(name in done.stdout for name in subject.help)


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: subject.module)
def test_each_module_has_the_commands_the_list_promises(subject: cli.Subject) -> None:
    commands = importlib.import_module(subject.module).app.registered_commands
    assert commands
    if not subject.group:
        lines = {
            command.name or command.callback.__name__: inspect.getdoc(command.callback)
            for command in commands
        }
        assert lines.keys() == subject.help.keys()
        for name, line in subject.help.items():
            assert (lines[name] or "").startswith(line)


def test_a_refusal_is_one_sentence_on_stderr_and_exit_code_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CANDOR_PORT", "none")
    with pytest.raises(SystemExit) as exit_:
        main(["up"])
    assert exit_.value.code == 1
    captured = capsys.readouterr()
    assert captured.err == "Error: CANDOR_PORT is a whole number from 1 to 65535, not 'none'\n"
    assert captured.out == ""


def test_a_failing_operating_system_is_one_sentence_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(_: str | None) -> None:
        raise OSError(28, "No space left on device", "/state")

    monkeypatch.setattr(cli, "build", full)
    with pytest.raises(SystemExit):
        main(["up"])
    assert capsys.readouterr().err == "Error: No space left on device: /state\n"


def test_an_unknown_command_is_refused_with_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(["fly"])
    assert exit_.value.code == 2
    assert "No such command" in capsys.readouterr().err


def test_only_the_wanted_subject_is_attached() -> None:
    names = {command.name for command in build("model").registered_commands}
    assert {"up", "prepare", "data"} <= names
    assert "model" not in names


@pytest.mark.parametrize("command", [("data", "doctor"), ("data", "backfill", "--days", "3")])
def test_looking_after_candles_needs_a_running_world(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: tuple[str, ...],
) -> None:
    monkeypatch.setenv("CANDOR_STATE", str(tmp_path))
    with pytest.raises(SystemExit) as exit_:
        main(command)
    assert exit_.value.code == 1
    assert "Candor is not running" in capsys.readouterr().err
