"""The champion that a release makes: named in several ways, promoted once, and taken back."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from functions.adapters.postgres.pool import Pool
from functions.adapters.postgres.world_owner import WorldOwner
from functions.bootstrap import Bootstrapped
from functions.domain.canonical import canonical_json
from functions.domain.errors import InvalidInput, NotFound, VendorUnavailable
from functions.ports.models import ModelStore
from functions.queries.shelf import Shelf
from mlops.release.champion import chosen, model_handlers
from mlops.release.prepare import Prepared, Request, prepare
from mlops.release.progress import Ending
from mlops.release.serving import Serving
from tests.fakes.artifact import artifact_document
from tests.functions.jobs.rig import Rig as Served
from tests.functions.jobs.rig import rig as served
from tests.mlops.release.conducting import Stage
from tests.mlops.release.rig import NEW
from tests.worlds import CLOCK, MODE, SOURCE, OpenWorld, postgres_open_world

OTHER = canonical_json({**artifact_document(), "training_hours": 6000})


def serving(rig: Served) -> Serving:
    @asynccontextmanager
    async def opened() -> AsyncIterator[Bootstrapped]:
        shelf = Shelf(rig.services.cache, rig.services.clock)
        yield Bootstrapped(rig.services, shelf, "", "test", close=_nothing)

    return opened


async def _nothing() -> None:
    """There is nothing to let go of."""


async def two_models(rig: Served) -> tuple[str, str]:
    """The digests of a champion and of a challenger."""
    champion, other = await rig.make_champion(), await rig.make_champion(OTHER)
    await rig.make_champion()
    return champion.digest, other.digest


async def speaks(models: ModelStore) -> str:
    champion = await models.champion()
    assert champion is not None
    return champion.digest


async def test_a_promotion_is_made_once_and_stands_in_the_ledger(open_world: OpenWorld) -> None:
    rig = served(open_world)
    _, other = await two_models(rig)
    promote = model_handlers(serving(rig))["model.promote"]
    before = len(await rig.services.models.promotions())
    for _ in range(2):
        assert await promote({"digest": other}) == {"champion": other, "readers told": True}
    promotions = await rig.services.models.promotions()
    assert len(promotions) == before + 1
    assert (promotions[0].ref.digest, promotions[0].role) == (other, "champion")
    entry = (await rig.services.ledger.page(promotions[0].ledger_index - 1, 1))[0]
    assert (entry.index, entry.kind) == (promotions[0].ledger_index, "promotion")


async def test_a_model_that_is_not_registered_is_not_promoted(fake_world: OpenWorld) -> None:
    rig = served(fake_world)
    with pytest.raises(NotFound, match="is registered here"):
        await model_handlers(serving(rig))["model.promote"]({"digest": "sha256:" + "9" * 64})


async def test_an_answer_that_is_lost_after_the_promotion_is_no_failure(
    fake_world: OpenWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    rig = served(fake_world)
    _, other = await two_models(rig)
    does = rig.services.models.promote

    async def lost(*given: object) -> str:
        await does(*given)  # type: ignore[arg-type]
        raise VendorUnavailable("postgres", "the connection is lost")

    monkeypatch.setattr(rig.services.models, "promote", lost)
    await model_handlers(serving(rig))["model.promote"]({"digest": other})
    assert await speaks(rig.services.models) == other


async def test_a_model_is_named_by_version_digest_its_beginning_or_role(
    fake_world: OpenWorld,
) -> None:
    rig = served(fake_world)
    champion, other = await two_models(rig)
    models = rig.services.models
    named = (champion, champion.removeprefix("sha256:"), champion[:15], "1")
    assert {await chosen(models, one) for one in named} == {champion}
    assert await chosen(models, "2") == other
    with pytest.raises(InvalidInput, match="0 models are named 'challenger'"):
        await chosen(models, "challenger")
    newest = await rig.services.models.register(
        replace((await models.versions())[0].trained, digest="sha256:" + "5" * 64)
    )
    assert await chosen(models, "challenger") == "sha256:" + "5" * 64
    for wrong in (str(newest + 1), champion[:14], "sha256:", "newest"):
        with pytest.raises(InvalidInput, match=r"0 models are named .*; there are 3 \(challenger"):
            await chosen(models, wrong)


@pytest.fixture
async def world(release_url: str) -> AsyncIterator[Served]:
    """What the environment to release to serves, from the database of the release."""
    WorldOwner(release_url).open(MODE, SOURCE, CLOCK)
    pool = Pool(release_url, 2)
    yield served(postgres_open_world(release_url, pool))
    await pool.close()


async def test_a_release_changes_the_champion_and_a_failing_gate_takes_it_back(
    stage: Stage, world: Served
) -> None:
    champion, other = await two_models(world)
    stage.target = replace(stage.target, serving=serving(world))
    stage.failing = {"domain"}

    async def prepared() -> Prepared:
        return await prepare(stage.target, Request(NEW, champion="2"), stage.tests_of)

    plan = (await prepared()).approved()
    [step] = [one for one in plan.steps() if one.id == "model.promote"]
    assert (step.do.arguments, step.undo and step.undo.arguments) == (
        {"digest": other},
        {"digest": champion},
    )
    done = await stage.conductor().apply(plan.digest(), prepared)
    assert done.ending is Ending.ROLLED_BACK
    assert await speaks(world.services.models) == champion
    stage.failing = set()
    done = await stage.conductor().apply((await prepared()).approved().digest(), prepared)
    assert done.ending is Ending.RELEASED
    assert await speaks(world.services.models) == other
    assert await stage.target.database.champion() == other


async def test_a_champion_that_nobody_can_give_or_read_is_a_reason_against_the_release(
    stage: Stage, world: Served
) -> None:
    _, other = await two_models(world)
    await world.make_champion(canonical_json({**artifact_document(), "schema_version": 2}))
    stage.target = replace(stage.target, serving=serving(world))
    said = (await stage.prepare()).reasons
    [odd] = [one for one in said if one.startswith("champion: ")]
    assert odd.startswith(f"champion: {NEW[:7]} cannot read the model sha256:")
    assert "schema 'candor/two-stage-har' version 2" in odd
    del world.objects.stored[other]
    prepared = await prepare(stage.target, Request(NEW, champion=other), stage.tests_of)
    [gone] = [one for one in prepared.reasons if one.startswith("champion: ")]
    assert gone.startswith(f"champion: nobody gives the artifact {other[:14]}: there is no object")
