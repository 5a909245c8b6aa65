"""A training is kept on disk until MLflow has been told of it, once."""

from dataclasses import replace
from pathlib import Path

import pytest

from functions.domain.errors import InvalidInput, VendorUnavailable
from functions.ports.models import TrainedModel
from mlops.training.dataset import Dataset
from mlops.training.deliver import deliver
from mlops.training.entry import TrainingEntry
from mlops.training.outbox import Outbox
from tests.mlops.training.trainings import FakeTracker, entry, trained
from tests.worlds import T0, OpenWorld

DOWN = VendorUnavailable("mlflow", "does not answer")


@pytest.fixture(scope="module")
def first(dataset: Dataset) -> TrainingEntry:
    return entry(trained(dataset))


@pytest.fixture
def outbox(tmp_path: Path) -> Outbox:
    return Outbox(tmp_path / "outbox")


async def register(open_world: OpenWorld, *digits: str) -> None:
    for digit in digits:
        model = TrainedModel("sha256:" + digit * 64, "log-har", T0, 1, [])
        await open_world.models.register(model)


def test_an_entry_survives_the_disk(first: TrainingEntry, outbox: Outbox) -> None:
    outbox.put(first)
    assert outbox.pending() == [first]
    outbox.remove(first)
    assert outbox.pending() == []


def test_a_broken_file_is_named(first: TrainingEntry, outbox: Outbox, tmp_path: Path) -> None:
    outbox.put(first)
    (tmp_path / "outbox" / f"{first.key}.json").write_text('{"metrics": []}')
    with pytest.raises(InvalidInput, match=rf"{first.key}\.json is no entry"):
        outbox.pending()


async def test_while_mlflow_is_down_entries_wait_and_are_sent_in_order_later(
    first: TrainingEntry, outbox: Outbox, fake_world: OpenWorld
) -> None:
    await register(fake_world, "1", "2")
    second = replace(first, version=2)
    outbox.put(second)
    outbox.put(first)
    tracker = FakeTracker()
    tracker.failure = DOWN
    down = await deliver(outbox, tracker, fake_world.models)
    assert (down.sent, down.waiting, down.reason) == ({}, 2, "mlflow: does not answer")
    assert outbox.pending() == [first, second]
    tracker.failure = None
    up = await deliver(outbox, tracker, fake_world.models)
    assert tracker.logged == [first, second]
    assert (list(up.sent), up.waiting) == ([1, 2], 0)
    assert outbox.pending() == []
    versions = await fake_world.models.versions()
    assert [one.run_id for one in versions] == [up.sent[2], up.sent[1]]


async def test_what_is_being_sent_by_another_process_is_left_to_it(
    first: TrainingEntry, outbox: Outbox, fake_world: OpenWorld
) -> None:
    outbox.put(first)
    tracker = FakeTracker()
    with outbox.held() as is_ours:
        assert is_ours
        delivery = await deliver(outbox, tracker, fake_world.models)
    assert (tracker.logged, delivery.waiting) == ([], 1)
