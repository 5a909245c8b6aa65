"""`candor secrets` as a person uses it, on a register in real PostgreSQL; no value is ever said."""

import asyncio
import io
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from functions.domain.errors import VendorUnavailable
from mlops.cli import main
from mlops.configuration import access
from mlops.configuration.access import secret_names
from mlops.configuration.env_file import read_env_file
from mlops.release.secrets import commands, keeper
from mlops.release.secrets.entry import Entry, Kind, fingerprint
from mlops.release.secrets.register import Register
from tests.mlops.configuration.environments import MLFLOW, OPERATOR, WATCHED

ENV = "production"
GIVEN = {**OPERATOR, **MLFLOW, **WATCHED, "METRICS_TOKEN": "Mw4Tq8Wz2Xc6Vb1Mk5Jh9Gd3Sa7Pl0RuYeIo"}


class Desk:
    """The commands, the file they work on, and what the product says."""

    def __init__(self, url: str, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.url, self.file, self.capsys = url, file, capsys
        self.used: dict[str, datetime] | str = {}
        file.write_text("".join(f"{name}={value}\n" for name, value in GIVEN.items()))
        self.known = dict(GIVEN)

    def __call__(self, *words: str) -> tuple[int, str]:
        """The exit code and what was said, which holds no secret of any time."""
        with pytest.raises(SystemExit) as ended:
            main(["secrets", words[0], "--env", ENV, "--env-file", str(self.file), *words[1:]])
        told = self.capsys.readouterr()
        text = told.out + told.err
        for values in (self.known, read_env_file(self.file).values):
            assert [name for name in secret_names(values) if values[name] in text] == []
        return int(ended.value.code or 0), text

    def last_used(self, _: object, __: httpx.Client) -> dict[str, datetime]:
        if isinstance(self.used, str):
            raise VendorUnavailable("candor", self.used)
        return self.used


@pytest.fixture
def desk(
    register_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Desk:
    one = Desk(register_url, tmp_path / ".env.production", capsys)
    monkeypatch.setattr(access, "read_state_path", lambda: tmp_path / "state")
    # The rules of a deployed environment take no database of this machine.
    monkeypatch.setattr(keeper, "owner_url", lambda *_: register_url)
    monkeypatch.setattr(commands, "last_used", one.last_used)
    return one


async def told(desk: Desk, name: str) -> None:
    value = read_env_file(desk.file).values[name]
    register = Register(desk.url, ENV)
    at = datetime.now(UTC)
    kept = (fingerprint(ENV, name, value),)
    await register.add(Entry(Kind.TOLD, (name,), "ada", "candor release apply", at, kept))


def test_an_environment_is_put_on_record_and_stands_in_no_ones_way(desk: Desk) -> None:
    code, text = desk("check")
    assert (code, "not on record" in text, "--all" in text) == (1, True, True)
    code, text = desk("record", "--all", "--owner", "ada", "--made", "2026-11-01")
    assert (code, text.startswith("On record: DATABASE_URL, ")) == (0, True)
    assert desk("check") == (0, "No secret of production stands against a release.\n")
    assert desk("record", "--all") == (0, "All are on record.\n")
    code, text = desk("list")
    [row] = [line for line in text.splitlines() if line.startswith("CRON_SECRET")]
    assert row.split()[1] == "ada"
    assert fingerprint(ENV, "CRON_SECRET", GIVEN["CRON_SECRET"]) in row
    code, text = desk("record", "CRON_SECRET", "--made", "2020-01-01")
    code, text = desk("check")
    assert (code, "`candor secrets rotate CRON_SECRET --env production`" in text) == (1, True)


async def test_a_rotation_is_told_released_seen_and_retired(desk: Desk) -> None:
    run = asyncio.to_thread
    code, text = await run(desk, "rotate", "CRON_SECRET", "--owner", "ada")
    assert (code, "`candor secrets retire CRON_SECRET --env production`" in text) == (0, True)
    desk.used = {"CRON_SECRET": datetime.now(UTC)}
    code, text = await run(desk, "list")
    assert "accepted since" in text
    assert "last shown" in text

    code, text = await run(desk, "retire", "CRON_SECRET")
    assert code == 1
    assert "no release has told the platforms of the new CRON_SECRET yet" in text
    assert "CRON_SECRET_PREVIOUS was shown last at" in text
    assert "CRON_SECRET_PREVIOUS" in read_env_file(desk.file).values

    await told(desk, "CRON_SECRET")
    desk.used = "https://candor.market/api/metrics answers 503"
    code, text = await run(desk, "retire", "CRON_SECRET")
    assert (code, "nobody knows whether" in text) == (1, True)
    desk.used = {}
    code, text = await run(desk, "retire", "CRON_SECRET")
    assert (code, "is no setting of production any more" in text) == (0, True)
    assert "CRON_SECRET_PREVIOUS" not in read_env_file(desk.file).values
    assert (await run(desk, "retire", "CRON_SECRET"))[1].startswith("No CRON_SECRET before")
    code, text = await run(desk, "log", "--name", "CRON_SECRET")
    happened = [line.split()[2] for line in text.splitlines()[1:]]
    assert [one for one in happened if one != "read"] == ["retired", "told", "rotated", "made"]
    assert happened.count("read") == 7
    assert "candor secrets rotate, from" in text


def test_what_a_vendor_makes_is_read_from_standard_input(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = "AYz9kLmN3pQr5StUvWx7YzAb1CdEf2GhIjKl"
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{new}\n"))
    code, text = desk("rotate", "UPSTASH_REDIS_REST_TOKEN")
    assert (code, "1. `candor release plan --env production`" in text) == (0, True)
    assert read_env_file(desk.file).values["UPSTASH_REDIS_REST_TOKEN"] == new
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    code, text = desk("rotate", "UPSTASH_REDIS_REST_TOKEN")
    assert (code, "nothing was changed" in text) == (1, True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("rotate", "LEDGER_SIGNING_KEY"), "docs/secrets.md, The ledger's key"),
        (("rotate", "PUBLIC_URL"), "`candor secrets ways` lists them"),
        (("rotate", "VERCEL_TOKEN"), "no new VERCEL_TOKEN was given"),
        (("record",), "name secrets, or --all"),
        (("record", "NOTHING"), "NOTHING is no secret"),
        (("retire", "CLOUDINARY_URL"), "there is none to retire"),
        (("record", "CRON_SECRET", "--made", "2999-01-01"), "--made is a day in the past"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    desk: Desk, words: tuple[str, ...], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    before = desk.file.read_text()
    code, text = desk(*words)
    assert (code, said in text, desk.file.read_text() == before) == (1, True, True), text


def test_development_has_its_machines_own(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["secrets", "list", "--env", "development"])
    assert "`make up` makes them" in capsys.readouterr().err
