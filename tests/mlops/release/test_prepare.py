"""A plan comes with every reason against it, and without a change to anything."""

from dataclasses import replace
from pathlib import Path

import pytest

from functions.domain.errors import InvalidInput
from mlops.release.clients.fingerprint import fingerprint
from mlops.release.preflight.checks import CiOutcome
from mlops.release.prepare import Request, prepare
from mlops.release.survey import survey
from mlops.release.vault.file_vault import FileVault
from mlops.release.vault.postgres_vault import PostgresVault
from mlops.release.vault.sealing import SealingKey
from tests.mlops.configuration.environments import MLFLOW
from tests.mlops.release.conducting import ENV, GIVEN, Stage
from tests.mlops.release.linter import needs_squawk
from tests.mlops.release.rig import NEW, OLD_PAGE, OLD_SERVICE

WIDER = "9998_wider.sql"


async def test_looking_changes_nothing_and_shows_no_value(stage: Stage) -> None:
    prepared = await stage.prepare()
    assert all(call.startswith("GET ") for call in stage.rig.calls)
    shown = repr(prepared) + repr(stage.target) + str(prepared.approved().to_record())
    assert MLFLOW["MLFLOW_ADMIN_PASSWORD"] not in shown
    assert GIVEN["CRON_SECRET"] not in shown


async def test_a_service_is_told_what_its_consumer_reads_beside_what_render_knows(
    stage: Stage,
) -> None:
    seen = await survey(stage.target, NEW)
    told = seen.sets[seen.wanted.service_environments["candor-mlflow"]]
    assert told["MLFLOW_ADMIN_PASSWORD"] == MLFLOW["MLFLOW_ADMIN_PASSWORD"]
    assert told["SECRET"] == OLD_SERVICE["SECRET"]
    assert told["HOST"] == OLD_SERVICE["HOST"]
    assert "CRON_SECRET" not in told
    page = seen.sets[seen.wanted.page_environment]
    assert (page["CRON_SECRET"], page["VITE_CANDOR_ENV"]) == (GIVEN["CRON_SECRET"], "staging")
    assert "MLFLOW_ADMIN_PASSWORD" not in page
    assert "DATABASE_OWNER_URL" not in page


@needs_squawk
async def test_every_reason_against_a_release_is_named_at_once(
    stage: Stage, tmp_path: Path
) -> None:
    stage.tests = (CiOutcome.UNKNOWN, "nobody was asked")
    stage.commits.more.append((WIDER, "CREATE TABLE wider (number int);\n"))
    told = {name: value for name, value in GIVEN.items() if name != "CRON_SECRET"}
    stage.target = replace(stage.target, given=told, vault=FileVault(tmp_path / "empty"))
    with pytest.raises(InvalidInput) as refused:
        (await stage.prepare()).approved()
    said = str(refused.value)
    assert "tests: nobody knows whether bbbbbbb passed: nobody was asked" in said
    assert "settings: CRON_SECRET" in said
    assert "ways back: vercel.environment: nobody here knows the settings of now" in said
    assert "candor-mlflow" not in said  # Render tells what it was told
    assert "migrations: 9998_wider.sql:1:" in said


async def test_settings_of_now_that_another_key_sealed_are_a_reason_before_anything_is_touched(
    stage: Stage,
) -> None:
    url, told = stage.target.log_url, {**GIVEN, "CRON_SECRET": "n" * 20 + "o" * 20}
    await PostgresVault(url, ENV, (SealingKey.of("a" * 40),)).keep([OLD_PAGE])
    for key, is_refused in (("b" * 40, True), ("a" * 40, False)):
        vault = PostgresVault(url, ENV, (SealingKey.of(key),))
        stage.target = replace(stage.target, given=told, vault=vault)
        against = [one for one in (await stage.prepare()).reasons if "ways back" in one]
        assert bool(against) is is_refused
        assert not is_refused or "sealed with another RELEASE_VAULT_KEY" in against[0]
    assert all(call.startswith("GET ") for call in stage.rig.calls)


async def test_a_deployment_to_go_back_to_that_is_not_ready_is_a_reason(stage: Stage) -> None:
    [deployment] = stage.rig.site.deployments()
    deployment.state = "ERROR"
    with pytest.raises(InvalidInput, match=r"vercel\.promote: dpl_.* is ERROR, not READY"):
        (await stage.prepare()).approved()


async def test_a_first_release_needs_no_way_back(stage: Stage, tmp_path: Path) -> None:
    stage.target = replace(stage.target, vault=FileVault(tmp_path / "empty"))
    with pytest.raises(InvalidInput, match=r"ways back: vercel\.environment"):
        (await stage.prepare()).approved()
    first = await prepare(stage.target, Request(NEW, first=True), stage.tests_of)
    assert first.approved().steps()


async def test_what_is_told_to_render_by_others_meanwhile_is_part_of_what_was_seen(
    stage: Stage,
) -> None:
    before = await stage.planned()
    stage.rig.services[0].environment["ADDED"] = "by somebody"
    assert fingerprint(stage.rig.services[0].environment) != fingerprint(OLD_SERVICE)
    assert await stage.planned() != before


async def test_a_page_that_was_told_nothing_can_be_told_nothing_again(
    stage: Stage, tmp_path: Path
) -> None:
    for variable in stage.rig.variables.shown():
        stage.rig.variables.remove(variable["id"])
    stage.target = replace(stage.target, vault=FileVault(tmp_path / "empty"))
    assert (await stage.planned()).startswith("sha256:")
