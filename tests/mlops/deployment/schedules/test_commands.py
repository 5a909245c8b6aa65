"""`candor schedules`: what it writes, what it refuses, what it asks QStash."""

import shutil
from pathlib import Path

import pytest

from mlops.cli import main
from mlops.deployment.schedules import commands
from mlops.deployment.schedules.commands import REFERENCE, VERCEL_JSON, WORKFLOW
from mlops.local.settings import REPOSITORY
from tests.mlops.deployment.schedules.qstash_emulator import QstashEmulator
from tests.mlops.deployment.wire_server import serving

GENERATED = (VERCEL_JSON, WORKFLOW, REFERENCE)


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the generated files, which the commands take for the repository."""
    for name in GENERATED:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(REPOSITORY / name, tmp_path / name)
    monkeypatch.setattr(commands, "REPOSITORY", tmp_path)
    return tmp_path


def run(*words: str) -> int:
    """The exit code of a command."""
    with pytest.raises(SystemExit) as ended:
        main(["schedules", *words])
    return int(ended.value.code or 0)


def test_what_is_committed_is_what_the_table_says() -> None:
    assert run("check", "--plan", "hobby") == 0


def test_writing_what_is_there_changes_nothing(checkout: Path) -> None:
    assert run("write") == 0
    assert {name: (checkout / name).read_text() for name in GENERATED} == {
        name: (REPOSITORY / name).read_text() for name in GENERATED
    }


@pytest.mark.usefixtures("checkout")
def test_what_is_written_for_pro_is_checked_for_pro_and_refused_for_hobby(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run("write", "--plan", "pro") == 0
    assert run("check", "--plan", "pro") == 0
    assert run("check", "--plan", "hobby") == 1
    said = capsys.readouterr().err
    assert "fires 96 times a day" in said
    assert "candor schedules write --plan hobby" in said


@pytest.mark.parametrize("name", GENERATED, ids=str)
def test_a_generated_file_that_somebody_edited_or_lost_is_named(
    checkout: Path, capsys: pytest.CaptureFixture[str], name: Path
) -> None:
    path = checkout / name
    path.write_text(path.read_text().replace("1 0 * * *", "2 0 * * *").replace("1 * *", "9 * *"))
    assert run("check") == 1
    assert f"{name} is not what the cadence table says" in capsys.readouterr().err
    assert run("write") == 0
    assert run("check") == 0


def test_a_workflow_that_is_not_there_is_written(checkout: Path) -> None:
    (checkout / WORKFLOW).unlink()
    assert run("check") == 1
    assert run("write") == 0
    assert run("check") == 0


def test_a_page_without_its_markers_is_not_guessed_at(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (checkout / REFERENCE).write_text("# Schedules\n")
    assert run("write") == 1
    assert "markers" in capsys.readouterr().err


TOKEN = "eyJVc2VySUQiOiI0ZjE4YjQ3ZC1jYTk2In0="
TOLD = {"CANDOR_ENV": "staging", "QSTASH_TOKEN": TOKEN, "PUBLIC_URL": "https://candor.market"}


def env_file(path: Path, given: dict[str, str]) -> Path:
    """A file of settings."""
    path.write_text("".join(f"{name}={value}\n" for name, value in given.items()))
    return path


def test_qstash_is_told_and_asked_for_the_environment_whose_file_lies_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    account = QstashEmulator(TOKEN)
    with serving(account.answer) as url:
        other = env_file(tmp_path / ".env.staging", TOLD | {"QSTASH_URL": url})
        assert run("show", "--env", "staging") == 0
        assert run("apply", "--env", "staging") == 0
        assert run("show", "--env", "staging") == 0
        account.schedules["candor-tick-staging"]["lastScheduleTime"] = 1_764_000_060_000
        assert run("show", "--env", "staging") == 0
        assert run("apply", "--env", "production", "--env-file", str(other)) == 1
    captured = capsys.readouterr()
    assert "QStash has no schedule candor-tick-staging" in captured.out
    assert "will POST https://candor.market/api/cron/tick at 1 * * * * UTC" in captured.out
    assert "1 * * * * UTC → https://candor.market/api/cron/tick; fired last: never" in captured.out
    assert "fired last: 2025-11-24 16:01 UTC" in captured.out
    assert "CANDOR_ENV is 'staging', and these are to be the settings of prod" in captured.err
    assert list(account.schedules) == ["candor-tick-staging"]


def test_without_a_file_it_is_told_by_its_variables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    account = QstashEmulator(TOKEN)
    with serving(account.answer) as url:
        for name, value in (TOLD | {"QSTASH_URL": url}).items():
            monkeypatch.setenv(name, value)
        assert run("apply", "--env", "staging") == 0
    assert list(account.schedules) == ["candor-tick-staging"]


def test_what_is_not_set_is_named_a_line_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in TOLD:
        monkeypatch.delenv(name, raising=False)
    assert run("apply", "--env", "production") == 1
    assert capsys.readouterr().err.splitlines() == [
        "Error: CANDOR_ENV is not set; without it this would be development, not production",
        "       QSTASH_TOKEN is not set: QStash's token; its console shows it.",
        (
            "       PUBLIC_URL is not set: Where users reach this environment;"
            " QStash signs for this address."
        ),
    ]


def test_an_environment_that_there_is_none_of_is_refused(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run("show", "--env", "prod") == 1
    assert "--env is development, staging, production, not 'prod'" in capsys.readouterr().err
