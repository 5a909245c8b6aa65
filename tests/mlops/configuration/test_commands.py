"""What a person at a terminal, and a script, read of `candor config`."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from mlops.cli import main
from mlops.local.settings import REPOSITORY
from tests.mlops.configuration.environments import OPERATOR, PLANTED


def written(folder: Path, given: dict[str, str]) -> Path:
    path = folder / ".env.production"
    path.write_text("".join(f"{name}={value}\n" for name, value in given.items()))
    return path


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int | str | None, str, str]:
    """Exit code, stdout and stderr of `candor config …`."""
    with pytest.raises(SystemExit) as exit_:
        main(("config", *words))
    said = capsys.readouterr()
    return exit_.value.code, said.out, said.err


def test_good_settings_end_with_0_and_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(written(tmp_path, OPERATOR))
    code, out, err = run(capsys, "check", "--env", "production", "--env-file", file)
    assert (code, err) == (0, "")
    first, *notes = out.splitlines()
    assert first == f"The settings of production in {file} are as vercel, operator, page need them."
    assert [note.split()[:2] for note in notes] == [
        ["Note:", "VITE_CANDOR_OPERATOR"],
        ["Note:", "VITE_CANDOR_CONTACT"],
    ]


def test_each_problem_is_a_line_with_its_place_and_no_secret(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    errors = [PLANTED[name] for name in ("not https", "the same secret twice", "a misspelt name")]
    given = dict(OPERATOR)
    for error in errors:
        given |= error.change
    file = written(tmp_path, given)
    code, out, _ = run(capsys, "check", "--env", "production", "--env-file", str(file))
    assert code == 1
    lines = list(given)
    assert out.splitlines() == [
        *(f"{file}:{lines.index(one.name) + 1}: {one.sentence}" for one in errors),
        "3 to mend before production can start (for vercel, operator, page).",
    ]
    assert not any(given[name] in out for name in ("CRON_SECRET", "DATABASE_URL"))


def test_a_process_reads_its_own_variables(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in OPERATOR.items():
        monkeypatch.setenv(name, value)
    assert run(capsys, "check", "--env", "production")[0] == 0
    monkeypatch.setenv("CRON_SECRET", "short")
    code, out, _ = run(capsys, "check", "--env", "production", "--consumer", "vercel")
    assert code == 1
    assert out.startswith("CRON_SECRET needs at least 32 characters")


@pytest.mark.parametrize("command", ["check", "services"])
def test_the_file_of_the_environment_that_lies_here_is_read(
    command: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    given = OPERATOR | {"CRON_SECRET": "short", "S3_BUCKET": ""}
    written(tmp_path, given)
    code, out, err = run(capsys, command, "--env", "production")
    assert code == 1
    said = [line for line in (out + err).splitlines() if "CRON_SECRET" in line or "S3_B" in line]
    assert len(said) == 2
    assert "CRON_SECRET needs at least 32 characters" in said[0]


def test_a_token_of_qstash_is_a_setting(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    token = "eyJVc2VySUQiOiI0ZjE4YjQ3ZC1jYTk2In0="
    file = str(written(tmp_path, OPERATOR | {"QSTASH_TOKEN": token}))
    code, out, _ = run(capsys, "check", "--env", "production", "--env-file", file)
    assert (code, "qstash" in out) == (0, True)
    file = str(written(tmp_path, OPERATOR | {"QSTASH_TOKEN": "short"}))
    code, out, _ = run(capsys, "check", "--env", "production", "--env-file", file)
    assert (code, "QSTASH_TOKEN needs at least 32" in out) == (1, True)


def test_an_environment_that_there_is_none_of_is_refused(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, _, err = run(capsys, "check", "--env", "prod")
    assert (code, err) == (1, "Error: --env is development, staging, production, not 'prod'\n")


def test_a_person_at_a_terminal_gets_a_table(tmp_path: Path) -> None:
    file = written(tmp_path, {**OPERATOR, **PLANTED["not https"].change})
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        (sys.executable, "-m", "mlops.cli", "config", "check", "--env", "production",
         "--env-file", str(file)),
        cwd=REPOSITORY, stdout=theirs, stderr=theirs, env={**os.environ, "COLUMNS": "120"},
    ) as process:  # fmt: skip
        os.close(theirs)
        said = b""
        try:
            while part := os.read(ours, 65536):
                said += part
        except OSError:  # the other end is closed
            pass
    os.close(ours)
    assert process.returncode == 1
    assert b"what to do" in said
    assert b"of another environment" in said
    assert b"needs https://" in said


def test_services_of_wrong_settings_are_not_asked(capsys: pytest.CaptureFixture[str]) -> None:
    example = str(REPOSITORY / ".env.production.example")
    code, out, err = run(capsys, "services", "--env", "production", "--env-file", example)
    assert (code, out) == (1, "")
    assert err.startswith("Error: DATABASE_URL is not set")


def test_the_committed_files_are_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "write", "--check")
    assert (code, out, err) == (0, "", "")
