"""Training keeps its input, and says the same of the same input."""

from pathlib import Path

import pytest

from functions.domain.canonical import sha256_digest
from functions.domain.errors import InvalidInput, NotFound
from functions.domain.units import HOUR
from mlops.local.emulators.upstash.server import UpstashServer
from mlops.training.dataset import Dataset
from mlops.training.snapshot import snapshot_bytes
from mlops.training.train import TrainReport, train
from tests.conftest import Database
from tests.fakes.market import market
from tests.http.small_world import STARTS_AT, SmallWorld, open_world, services, training_stores


@pytest.fixture
async def world(database: Database, upstash: UpstashServer, tmp_path: Path) -> SmallWorld:
    """A world with 120 days of candles and its first champion."""
    one = SmallWorld(database.owner_url, database.app_url, upstash, "train", tmp_path)
    await open_world(one)
    return one


async def train_again(world: SmallWorld, snapshot: str | None = None) -> TrainReport:
    async with services(world.settings()) as given:
        stores = training_stores(world)
        return await train(given.services, stores, lambda _step, _share: None, snapshot)


async def test_training_twice_from_one_snapshot_gives_one_artifact(world: SmallWorld) -> None:
    first = await train_again(world)
    with world.clock().clock() as hand:
        hand.advance()
    second = await train_again(world, first.snapshot)
    assert second.model == first.model
    assert second.artifact == first.artifact
    assert second.snapshot == first.snapshot
    assert sha256_digest(snapshot_bytes(second.dataset)) == first.snapshot


async def test_its_input_is_kept_apart_from_what_serving_reads(world: SmallWorld) -> None:
    report, stores = await train_again(world), training_stores(world)
    assert sha256_digest(await stores.snapshots.get(report.snapshot)) == report.snapshot
    assert await stores.models.get(report.model.digest) == report.artifact
    with pytest.raises(NotFound):
        await stores.models.get(report.snapshot)
    with pytest.raises(NotFound):
        await stores.snapshots.get(report.model.digest)


async def test_a_model_trained_again_keeps_its_version_role_and_promotion(
    world: SmallWorld,
) -> None:
    again = await train_again(world)
    assert (again.model.version, again.role) == (1, "champion")
    async with services(world.settings()) as given:
        log = await given.services.models.promotions()
    assert [(line.ref.version, line.role, line.ledger_index) for line in log] == [
        (1, "champion", again.ledger_index)
    ]


async def test_a_snapshot_that_knows_more_than_the_world_is_refused(world: SmallWorld) -> None:
    future = Dataset.from_candles(market(24 * 140, seed=2))
    assert future.closed_at > STARTS_AT - HOUR
    digest = await training_stores(world).snapshots.put(snapshot_bytes(future))
    with pytest.raises(InvalidInput, match="does not know yet"):
        await train_again(world, digest)
