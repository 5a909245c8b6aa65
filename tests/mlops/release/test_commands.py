"""`candor release`, over sockets, against both platforms emulated and real PostgreSQL."""

import asyncio
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from functions.adapters.postgres.migrate import migrate
from functions.adapters.system import SystemClock
from functions.adapters.upstash.aggregate import UpstashAggregate
from functions.adapters.upstash.connection import UpstashConnection
from functions.domain.errors import InvalidInput
from functions.domain.metrics.fields import read_fields
from functions.domain.metrics.releases import RELEASED, RELEASES
from mlops.cli import main
from mlops.local.emulators.upstash.server import UpstashServer
from mlops.local.postgres import OWNER_ROLE, PostgresServer
from mlops.local.settings import REPOSITORY
from mlops.release import commands, target
from mlops.release.checkout import Checkout
from mlops.release.declared.release import read_release
from mlops.release.handlers import begin, domains, watch
from mlops.release.log.lease import Lease
from mlops.release.log.recorded import Recorded
from mlops.release.plan.step import Plan
from mlops.release.rehearsal import Rehearsal, rehearsal
from mlops.release.target import owner_url
from mlops.release.telling import ANSWER_MS
from mlops.release.vault.postgres_vault import PostgresVault
from mlops.release.vault.sealing import SealingKey

ENV, DATABASE, OLD = "development", "candor_release_commands", "a" * 40
NEW = Checkout(REPOSITORY).commit("HEAD")
KEYS = ("kX7pQ2vT9wL4zN8cB1mR6yF3hJ5dG0aS", "V2nB8kRt4YqLw7ZsXe1MdJ6cFh0PuGi5ToAa")


@pytest.fixture
def here(
    postgres_cluster: PostgresServer,
    upstash: UpstashServer,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> Iterator[Rehearsal]:
    """This machine as an environment, and nobody waits long for its emulators."""
    postgres_cluster.create_database(DATABASE)
    url = postgres_cluster.url(OWNER_ROLE, DATABASE)
    migrate(url)
    stack = SimpleNamespace(
        owner_database_url=url,
        page_url="http://127.0.0.1:1",
        upstash_url=upstash.url,
        upstash_token=upstash.token,
        name=DATABASE,
    )
    monkeypatch.setattr(target, "running_stack", lambda: stack)
    monkeypatch.setenv("CANDOR_STATE", str(tmp_path))
    # The commit of before is one that nobody made.
    monkeypatch.setattr(Checkout, "text", lambda _, __, file: (REPOSITORY / file).read_text())
    for module in (begin, domains, watch):
        monkeypatch.setattr(module, "LOOK_EVERY_S", 0.05)
    with rehearsal(ENV, read_release().environment(ENV), OLD, None, step_s=0.02) as one:
        yield one
    postgres_cluster.drop_database(DATABASE)


def gates(fails: bool) -> Any:
    async def run(arguments: Mapping[str, Any]) -> None:
        if fails and arguments["at"] == "domain":
            raise InvalidInput("errors: failed: 12 of 600 failed")

    return lambda _: {"gates": run}


def said(capsys: pytest.CaptureFixture[str], one: Rehearsal, *words: str) -> tuple[object, str]:
    """The exit code, and what was said."""
    command: Sequence[str] = ("release", words[0], "--env", ENV, "--env-file", str(one.env_file))
    with pytest.raises(SystemExit) as ended:
        main([*command, *words[1:]])
    told = capsys.readouterr()
    return ended.value.code or 0, told.out + told.err


async def counted(upstash: UpstashServer) -> object:
    """Releases by outcome, as monitoring was told."""
    redis = UpstashConnection(upstash.url, upstash.token, timeout_ms=ANSWER_MS)
    fields = await UpstashAggregate(redis, DATABASE, SystemClock().now).read()
    await redis.close()
    return read_fields(fields, RELEASED)[RELEASES.name]


def test_a_release_is_planned_applied_undone_and_on_record(
    here: Rehearsal,
    upstash: UpstashServer,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    code, text = said(capsys, here, "plan")
    assert (code, "nobody knows whether" in text) == (1, True)
    code, text = said(capsys, here, "plan", "--without-ci", "--cost")
    assert (code, "vercel.promote" in text, "vercel.rollback" in text) == (0, True, True)
    assert "$ a month" in text
    code, text = said(capsys, here, "plan", "--without-ci", "--json")
    plan = json.loads(text)
    assert (code, plan["commit"], plan["environment"]) == (0, NEW, ENV)
    [to_know] = plan["remarks"]
    assert to_know.startswith(f"size: nobody measured {NEW[:7]}; `candor release size")

    code, text = said(capsys, here, "status")
    assert (code, "No release of development is on record." in text) == (0, True)
    words = ("--without-ci", "--by", "ada", "--plan-hash")
    code, text = said(capsys, here, "apply", *words, "sha256:other")
    assert (code, "look at it anew" in text) == (1, True)

    monkeypatch.setattr(commands, "gates", gates(fails=True))
    code, text = said(capsys, here, "apply", *words, plan["hash"])
    assert code == 2, text
    assert "What failed first: gates.domain: errors: failed: 12 of 600 failed" in text
    assert "what ran before runs again" in text

    monkeypatch.setattr(commands, "gates", gates(fails=False))
    code, text = said(capsys, here, "plan", "--without-ci", "--json")
    code, text = said(capsys, here, "apply", *words, json.loads(text)["hash"])
    assert (code, f"{NEW[:7]} is released." in text) == (0, True), text
    code, text = said(capsys, here, "status")
    assert (code, text.count(NEW[:7]), " released" in text) == (0, 3, True)
    code, text = said(capsys, here, "drift")
    assert (code, text) == (0, "development runs what was released last.\n")

    code, text = said(capsys, here, "rollback", "--yes", "--by", "bob")
    assert (code, "rolled back" in text) == (0, True), text
    code, text = said(capsys, here, "rollback", "--yes")
    assert (code, "undone already" in text) == (1, True)
    code, text = said(capsys, here, "history")
    assert (code, text.count("rolled back")) == (0, 2)
    assert "0.0% of 2" in text
    assert "bob asked to go back" in text
    code, text = said(capsys, here, "unlock")
    assert (code, text) == (0, "Nobody holds development.\n")
    assert asyncio.run(counted(upstash)) == {("released",): 1.0, ("rolled-back",): 2.0}


def test_a_plan_says_that_a_release_has_not_ended(
    here: Rehearsal, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, text = said(capsys, here, "plan", "--without-ci", "--json")
    plan = Plan.from_record(json.loads(text))
    begun = Recorded(7, plan, plan.digest(), "ada", SystemClock().now(), ())

    async def recorded(*_: object) -> list[Recorded]:
        return [begun]

    monkeypatch.setattr(commands, "recorded", recorded)
    code, text = said(capsys, here, "plan", "--without-ci")
    assert (code, f"To know: release 7 of {NEW[:7]}, begun by ada, has not ended" in text) == (
        0, True,
    )  # fmt: skip


def test_a_plan_is_shown_to_a_workflow_and_its_hash_given_to_the_next_job(
    here: Rehearsal, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:  # fmt: skip
    _, text = said(capsys, here, "plan", "--without-ci", "--json")
    plan, output, page = (tmp_path / name for name in ("plan.json", "output", "page"))
    plan.write_text(text)
    monkeypatch.setenv("GITHUB_OUTPUT", str(output))
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(page))
    with pytest.raises(SystemExit) as ended:
        main(["release", "summary", str(plan)])
    assert not ended.value.code
    assert output.read_text() == f"hash={json.loads(text)['hash']}\n"
    assert page.read_text() + "\n" == capsys.readouterr().out

    code, text = said(capsys, here, "preview")
    assert (code, text.startswith("https://")) == (0, True)
    assert text.strip() in page.read_text()


def test_the_vault_says_what_can_be_restored_and_is_sealed_anew_by_command(
    here: Rehearsal, capsys: pytest.CaptureFixture[str]
) -> None:
    code, text = said(capsys, here, "vault")
    assert (code, "has no RELEASE_VAULT_KEY" in text) == (1, True)
    own, first, second = here.env_file.read_text(), *KEYS
    here.env_file.write_text(f"{own}RELEASE_VAULT_KEY={first}\n")
    code, text = said(capsys, here, "vault")
    assert (code, text) == (0, "The vault of development keeps nothing yet.\n")
    url = owner_url(ENV, read_release().environment(ENV), {})
    asyncio.run(PostgresVault(url, ENV, (SealingKey.of(first),)).keep([{"A": "b"}]))

    here.env_file.write_text(f"{own}RELEASE_VAULT_KEY={second}\n")
    code, text = said(capsys, here, "vault")
    assert (code, "key missing" in text) == (1, True)
    both = f"{own}RELEASE_VAULT_KEY={second}\nRELEASE_VAULT_KEY_PREVIOUS={first}\n"
    here.env_file.write_text(both)
    code, text = said(capsys, here, "vault", "--reseal")
    assert (code, "Sealed with the current key: " in text) == (0, True)
    here.env_file.write_text(f"{own}RELEASE_VAULT_KEY={second}\n")
    code, text = said(capsys, here, "vault")
    assert (code, first in text, "key missing" in text) == (0, False, False)


def test_a_lease_is_taken_from_whoever_holds_it_by_name(
    here: Rehearsal, capsys: pytest.CaptureFixture[str]
) -> None:
    code, text = said(capsys, here, "unlock")
    assert (code, text) == (0, "Nobody holds development.\n")
    url = owner_url(ENV, read_release().environment(ENV), {})
    asyncio.run(Lease(url, ENV, "bob@elsewhere 1").take("apply sha256:1"))
    code, text = said(capsys, here, "unlock", "--yes")
    assert (code, text) == (0, "Taken from bob@elsewhere 1.\n")


def test_what_is_for_emulators_never_reaches_the_platforms(
    here: Rehearsal, capsys: pytest.CaptureFixture[str]
) -> None:
    text = here.env_file.read_text().replace(here.render.url, "https://api.render.com/v1")
    here.env_file.write_text(text)
    code, text = said(capsys, here, "plan", "--without-ci")
    assert (code, "api.render.com/v1 is not on this machine" in text) == (1, True)
