"""Vercel's command line is run on the commit, told the token unseen, and ended in time."""

import asyncio
import json
import os
import subprocess
import time
from pathlib import Path

import pytest

from functions.domain.errors import InvalidInput, VendorRejected, VendorUnavailable
from mlops.release.handlers import cli_stager
from mlops.release.handlers.cli_stager import CliStager

TOKEN = "token-that-nobody-may-see"
META = {"candorCommit": "c0ffee", "candorSettings": "sha256:1"}
MARKS = "--meta candorCommit=c0ffee --meta candorSettings=sha256:1"
CLI = """#!/bin/sh
echo "$@" >> "$NOTES/calls"
[ -f page.txt ] && cp page.txt "$NOTES/built"
env | grep '^VERCEL_' | sort > "$NOTES/told"
case "$1" in
  "$FAILS") echo "token $VERCEL_TOKEN: no" >&2; exit 3 ;;
  "$HANGS") echo $$ > "$NOTES/pid"; sleep 60 ;;
  build) mkdir -p "$FUNCTION" && echo '{"environment": {"A": "1"}}' > "$FUNCTION/.vc-config.json" ;;
  deploy) cp "$FUNCTION/.vc-config.json" "$NOTES/sent"; echo "Sending …" >&2; echo "$SAYS" ;;
esac
"""


class Case:
    """A repository with two commits, a command line that notes what it is asked, a stager."""

    def __init__(self, folder: Path) -> None:
        self.notes, repository = folder / "notes", folder / "repository"
        self.notes.mkdir()
        repository.mkdir()
        self.cli = folder / "vercel"
        self.cli.write_text(CLI)
        self.cli.chmod(0o755)
        self.commits = []
        self._git(repository, "init", "-q")
        for text in ("first", "second"):
            (repository / "page.txt").write_text(text)
            self._git(repository, "add", ".")
            self._git(repository, "commit", "-qm", text)
            self.commits.append(self._git(repository, "rev-parse", "HEAD"))
        (repository / "page.txt").write_text("not committed")
        self.repository = repository

    def stager(self, **told: str) -> CliStager:
        environment = {
            "PATH": os.environ["PATH"],
            "NOTES": str(self.notes),
            "FUNCTION": ".vercel/output/functions/api/index.func",
            "SAYS": "https://candor-x.vercel.example",
            **told,
        }
        return CliStager(self.cli, environment, "team_1", TOKEN, self.repository, self.check)

    def check(self, folder: Path) -> None:
        if (self.notes / "refuse").exists():
            raise InvalidInput(f"{folder} must not be deployed")

    def calls(self) -> list[str]:
        return (self.notes / "calls").read_text().splitlines()

    def wait_until_it_hangs(self) -> None:
        end, pid = time.monotonic() + 20, self.notes / "pid"
        while time.monotonic() < end and not (pid.exists() and pid.read_text()):
            time.sleep(0.02)

    def _git(self, folder: Path, *words: str) -> str:
        command = ("git", "-c", "user.name=t", "-c", "user.email=t@example.com", *words)
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
        return done.stdout.strip()


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case(tmp_path)


async def test_the_commit_itself_is_built_and_sent_without_a_domain(case: Case) -> None:
    staged = await case.stager().stage("prj_1", case.commits[0], META)
    assert staged == "candor-x.vercel.example"
    assert case.calls() == [
        "pull --yes --environment=production",
        "build --yes --prod",
        f"deploy --yes --prebuilt --prod --skip-domain {MARKS}",
    ]
    assert (case.notes / "built").read_text() == "first"
    assert (case.notes / "told").read_text().split() == [
        "VERCEL_ORG_ID=team_1",
        "VERCEL_PROJECT_ID=prj_1",
        f"VERCEL_TOKEN={TOKEN}",
    ]


async def test_the_function_that_is_sent_knows_its_commit(case: Case) -> None:
    await case.stager().stage("prj_1", case.commits[0], META)
    sent = json.loads((case.notes / "sent").read_text())
    assert sent == {"environment": {"A": "1", "CANDOR_COMMIT": case.commits[0]}}


async def test_a_commit_that_is_not_here_is_refused_before_anything_is_run(case: Case) -> None:
    with pytest.raises(InvalidInput, match="has no commit dead; fetch it"):
        await case.stager().stage("prj_1", "dead", META)
    assert not (case.notes / "calls").exists()


async def test_a_build_that_must_not_be_deployed_is_not_sent(case: Case) -> None:
    (case.notes / "refuse").touch()
    with pytest.raises(InvalidInput, match="must not be deployed"):
        await case.stager().stage("prj_1", case.commits[1], META)
    assert [call.split()[0] for call in case.calls()] == ["pull", "build"]


@pytest.mark.parametrize(
    ("verb", "kind"),
    [("pull", VendorUnavailable), ("build", VendorRejected), ("deploy", VendorUnavailable)],
)
async def test_a_failure_is_told_without_the_token(
    case: Case, verb: str, kind: type[Exception]
) -> None:
    with pytest.raises(kind, match=f"vercel {verb}: ended with 3: token …: no"):
        await case.stager(FAILS=verb).stage("prj_1", case.commits[1], META)


async def test_success_without_an_address_is_none(case: Case) -> None:
    with pytest.raises(VendorUnavailable, match="gave no address"):
        await case.stager(SAYS="Done.").stage("prj_1", case.commits[1], META)


async def test_what_takes_too_long_is_ended(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli_stager, "DEPLOY_S_MAX", 1)
    with pytest.raises(VendorUnavailable, match="vercel deploy: took over 1 s"):
        await case.stager(HANGS="deploy").stage("prj_1", case.commits[1], META)
    with pytest.raises(ProcessLookupError):
        os.kill(int((case.notes / "pid").read_text()), 0)


async def test_who_stops_waiting_ends_it_too(case: Case) -> None:
    staging = asyncio.create_task(case.stager(HANGS="pull").stage("prj_1", case.commits[1], META))
    await asyncio.to_thread(case.wait_until_it_hangs)
    staging.cancel()
    with pytest.raises(asyncio.CancelledError):
        await staging
    with pytest.raises(ProcessLookupError):
        os.kill(int((case.notes / "pid").read_text()), 0)
