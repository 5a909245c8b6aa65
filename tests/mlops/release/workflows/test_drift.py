"""What runs otherwise than it was left is named; that nobody knows is no peace."""

from dataclasses import replace

from mlops.release.log.history import recorded
from mlops.release.survey import observed
from mlops.release.workflows.drift import drifted
from tests.mlops.release.conducting import ENV, Stage


async def look(stage: Stage) -> list[str]:
    return drifted(await observed(stage.target), await recorded(stage.target.log_url, ENV))


async def test_before_the_first_release_nobody_knows(stage: Stage) -> None:
    assert await look(stage) == ["no release is on record, so nothing says what should run"]


async def test_what_was_released_and_left_alone_has_not_drifted(stage: Stage) -> None:
    await stage.apply()
    assert await look(stage) == []


async def test_another_commit_is_named_with_what_was_left(stage: Stage) -> None:
    await stage.apply()
    service = stage.rig.services[0]
    live = service.live()
    assert live is not None
    live.commit = "c" * 40
    assert await look(stage) == ["candor-mlflow runs ccccccc; release 1 left bbbbbbb"]


async def test_settings_that_somebody_changed_are_noticed(stage: Stage) -> None:
    await stage.apply()
    stage.rig.services[0].environment["ADDED"] = "by somebody"
    [said] = await look(stage)
    assert said.startswith("something else was changed since: a deployment, settings")


async def test_a_release_that_has_not_ended_or_is_half_undone_is_named(stage: Stage) -> None:
    await stage.apply()
    releases = await recorded(stage.target.log_url, ENV)
    cut = [replace(releases[0], dated=releases[0].dated[:2])]
    assert drifted(await observed(stage.target), cut) == ["release 1 has not ended"]


async def test_after_a_rollback_the_release_before_is_what_should_run(stage: Stage) -> None:
    stage.failing.add("staged")
    await stage.apply()
    assert await look(stage) == ["no release is on record, so nothing says what should run"]
