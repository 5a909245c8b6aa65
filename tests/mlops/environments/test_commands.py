"""`candor env` as a person uses it: what it writes, what it says, how it ends."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from mlops.cli import main
from mlops.configuration.env_file import read_env_file
from mlops.environments import commands, told
from mlops.environments.told import MADE
from mlops.environments.vendors import Vendors as Hand
from mlops.local.emulators.accounts import AccountsServer
from mlops.operations import AccountSettings
from tests.mlops.environments.test_destroy import NOTHING
from tests.mlops.environments.test_make import ONCE, made
from tests.mlops.environments.vendors import Vendors

FILE = Path(".env.staging")


@pytest.fixture
def here(unjudged: Vendors, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Vendors:
    """An empty folder, and accounts that lead to the emulators in this process."""

    @asynccontextmanager
    async def vendors_of(_: AccountSettings) -> AsyncIterator[Hand]:
        yield unjudged.hand()

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(commands, "vendors_of", vendors_of)
    monkeypatch.setattr(told, "password_hash", lambda _: "a hash, which takes its time")
    for name, value in AccountsServer(1, secrets.token_urlsafe(24)).settings().items():
        monkeypatch.setenv(name, value)
    return unjudged


def run(*words: str) -> int:
    """The command's exit code."""
    with pytest.raises(SystemExit) as ended:
        main(["env", *words])
    return int(ended.value.code or 0)


def test_a_dry_run_looks_and_makes_nothing(
    here: Vendors, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("create", "staging", "--dry-run") == 0
    said = capsys.readouterr().out
    assert "Nothing was made." in said
    assert "subscription" in said
    assert here.count("POST") == 0
    assert not FILE.exists()


def test_it_is_made_shown_and_destroyed_and_its_keys_with_it(
    here: Vendors, capsys: pytest.CaptureFixture[str]
) -> None:
    FILE.write_text("S3_BUCKET=ours\nALERT_MAIL_TO=us@candor-btc.dev\n")
    assert run("create", "staging", "--yes") == 0
    assert made(here) == ONCE
    values, said = read_env_file(FILE).values, capsys.readouterr().out
    assert values["S3_BUCKET"] == "ours"
    assert "CLOUDINARY_URL is not set" in said
    assert not [name for name in MADE if values.get(name) and values[name] in said]
    assert FILE.stat().st_mode & 0o777 == 0o600
    assert not {"NEON_API_KEY", "VERCEL_TOKEN", "UPSTASH_API_KEY"} & values.keys()
    assert run("show", "staging") == 0
    assert "0.0 CU-hours" in capsys.readouterr().out
    assert run("destroy", "staging", "--yes", "staging") == 0
    assert made(here) == NOTHING
    left = read_env_file(FILE).values
    assert [name for name in MADE if left.get(name)] == []
    assert left["S3_BUCKET"] == "ours"


def test_another_name_typed_destroys_nothing(
    here: Vendors, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("create", "staging", "--yes") == 0
    assert run("destroy", "staging", "--yes", "production") == 1
    assert "nothing was destroyed" in capsys.readouterr().err
    assert run("destroy", "staging", "--dry-run") == 0
    assert run("destroy", "production", "--yes", "production") == 1
    assert made(here) == ONCE


def test_a_part_that_is_left_is_said_and_has_its_own_exit_code(
    here: Vendors, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("create", "staging", "--yes") == 0
    here.fault("vercel", "500", "DELETE", None)
    assert run("destroy", "staging", "--yes", "staging") == 3
    assert "vercel project candor-staging: vercel" in capsys.readouterr().out
    assert read_env_file(FILE).values["LEDGER_SIGNING_KEY"]
    here.gates["vercel"].switch.set(None)
    assert run("destroy", "staging", "--yes", "staging") == 0


@pytest.mark.usefixtures("here")
def test_two_environments_with_one_secret_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    FILE.write_text("CRON_SECRET=one-and-the-same\n")
    Path(".env.production").write_text("METRICS_TOKEN=one-and-the-same\n")
    assert run("check", "staging", "production") == 1
    said = capsys.readouterr().out
    assert "CRON_SECRET and METRICS_TOKEN: both have the same secret" in said
    assert "one-and-the-same" not in said
    FILE.write_text("CRON_SECRET=another\n")
    assert run("check", "staging", "production") == 0


@pytest.mark.usefixtures("here")
def test_production_and_a_copy_of_itself_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("create", "production", "--yes") == 1
    assert "only staging is made" in capsys.readouterr().err
    assert run("create", "staging", "--yes", "--copy-from", "staging") == 1
    assert "not copied into itself" in capsys.readouterr().err


def test_data_wait_for_settings_and_for_a_source_of_its_own(
    here: Vendors, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("create", "staging", "--yes", "--copy-from", "production")
    assert run(*words) == 1
    assert "there is no .env.production here" in capsys.readouterr().err
    Path(".env.production").write_text("S3_BUCKET=theirs\n")
    assert run(*words) == 1
    assert "the settings of staging are not complete" in capsys.readouterr().err
    Path(".env.production").write_text(FILE.read_text())
    assert run(*words) == 1
    assert "nothing was copied:" in capsys.readouterr().err
    assert made(here) == ONCE
