"""What every model store promises, in memory and in PostgreSQL alike."""

import asyncio

import pytest

from functions.domain.canonical import sha256_digest
from functions.domain.errors import NotFound
from functions.domain.record import ModelRef, promotion_record
from functions.domain.units import HOUR
from functions.ports.models import TrainedModel
from tests.worlds import CLOCK, SEEN, T0, OpenWorld


def trained(number: int) -> TrainedModel:
    return TrainedModel(
        digest=sha256_digest(b"%d" % number),
        name="log-HAR",
        trained_until=T0 - HOUR,
        training_hours=5000 + number,
        evaluation=[{"horizon": "24h", "pinball": "0.004200000", "folds": [1, 2.5, None, True]}],
    )


def render(ref: ModelRef, role: str) -> bytes:
    return promotion_record(SEEN, ref, role, CLOCK.now)


async def test_an_empty_store_has_no_champion(open_world: OpenWorld) -> None:
    assert await open_world.models.champion() is None
    assert await open_world.models.versions() == []
    assert await open_world.models.promotions() == []


async def test_versions_count_from_one_and_come_newest_first(open_world: OpenWorld) -> None:
    assert [await open_world.models.register(trained(n)) for n in range(3)] == [1, 2, 3]
    versions = await open_world.models.versions()
    assert [one.ref.version for one in versions] == [3, 2, 1]
    assert [one.trained for one in versions] == [trained(2), trained(1), trained(0)]
    assert {one.registered_at for one in versions} == {CLOCK.now}


async def test_the_same_digest_keeps_its_version(open_world: OpenWorld) -> None:
    await open_world.models.register(trained(1))
    await open_world.models.register(trained(2))
    assert await open_world.models.register(trained(1)) == 1
    assert await open_world.models.register(trained(3)) == 3


async def test_registering_alone_makes_nobody_speak(open_world: OpenWorld) -> None:
    await open_world.models.register(trained(1))
    assert await open_world.models.champion() is None
    assert [one.role for one in await open_world.models.versions()] == ["challenger"]


async def test_the_first_is_champion_and_the_next_a_challenger(open_world: OpenWorld) -> None:
    first = await open_world.models.register(trained(1))
    second = await open_world.models.register(trained(2))
    assert await open_world.models.promote(first, None, render) == "champion"
    assert await open_world.models.promote(second, None, render) == "challenger"
    assert await open_world.models.champion() == ModelRef(1, trained(1).digest)
    assert [one.role for one in await open_world.models.versions()] == ["challenger", "champion"]


async def test_a_new_champion_retires_the_old_one(open_world: OpenWorld) -> None:
    for number in (1, 2):
        await open_world.models.register(trained(number))
        await open_world.models.promote(number, "champion", render)
    assert await open_world.models.champion() == ModelRef(2, trained(2).digest)
    assert [one.role for one in await open_world.models.versions()] == ["champion", "retired"]


async def test_an_old_champion_can_come_back(open_world: OpenWorld) -> None:
    for number in (1, 2):
        await open_world.models.register(trained(number))
        await open_world.models.promote(number, "champion", render)
    await open_world.models.promote(1, "champion", render)
    assert await open_world.models.champion() == ModelRef(1, trained(1).digest)
    assert [one.role for one in await open_world.models.versions()] == ["retired", "champion"]


async def test_the_log_is_append_only_and_stands_in_the_ledger(open_world: OpenWorld) -> None:
    await open_world.announce()
    await open_world.models.register(trained(1))
    await open_world.models.promote(1, None, render)
    open_world.move(T0)
    await open_world.models.promote(1, None, render)
    newest, oldest = await open_world.models.promotions()
    assert (oldest.ledger_index, oldest.role, oldest.recorded_at) == (4, "champion", CLOCK.now)
    assert (newest.ledger_index, newest.role, newest.recorded_at) == (5, "challenger", T0)
    ref = ModelRef(1, trained(1).digest)
    assert newest.ref == oldest.ref == ref
    entries = await open_world.ledger.page(after=3, limit=10)
    assert [one.kind for one in entries] == ["promotion", "promotion"]
    assert [one.body for one in entries] == [render(ref, "champion"), render(ref, "challenger")]


@pytest.mark.parametrize("unknown", [0, 2, -1])
async def test_an_unknown_version_cannot_be_promoted(open_world: OpenWorld, unknown: int) -> None:
    await open_world.models.register(trained(1))
    with pytest.raises(NotFound):
        await open_world.models.promote(unknown, None, render)
    assert (await open_world.ledger.head()).size == 0
    assert await open_world.models.promotions() == []


async def test_a_record_that_cannot_be_rendered_leaves_nothing(open_world: OpenWorld) -> None:
    def fails(_: ModelRef, __: str) -> bytes:
        raise ValueError("no bytes")

    await open_world.models.register(trained(1))
    with pytest.raises(ValueError, match="no bytes"):
        await open_world.models.promote(1, None, fails)
    assert (await open_world.ledger.head()).size == 0
    assert await open_world.models.champion() is None


async def test_eight_at_once_register_one_digest_once(open_world: OpenWorld) -> None:
    versions = await asyncio.gather(*(open_world.models.register(trained(1)) for _ in range(8)))
    assert versions == [1] * 8
    assert len(await open_world.models.versions()) == 1


async def test_eight_at_once_get_eight_versions(open_world: OpenWorld) -> None:
    versions = await asyncio.gather(*(open_world.models.register(trained(n)) for n in range(8)))
    assert sorted(versions) == list(range(1, 9))


async def test_eight_promoted_at_once_have_one_champion(open_world: OpenWorld) -> None:
    for number in range(8):
        await open_world.models.register(trained(number))
    roles = await asyncio.gather(
        *(open_world.models.promote(version, None, render) for version in range(1, 9))
    )
    assert sorted(roles) == ["challenger"] * 7 + ["champion"]
    champion = await open_world.models.champion()
    assert champion is not None
    assert champion.version == roles.index("champion") + 1


async def test_a_version_has_no_run_until_one_is_linked_and_then_keeps_it(
    open_world: OpenWorld,
) -> None:
    version = await open_world.models.register(trained(1))
    assert [one.run_id for one in await open_world.models.versions()] == [None]
    for run_id in ("a" * 32, "b" * 32):
        await open_world.models.link_run(version, run_id)
    assert [one.run_id for one in await open_world.models.versions()] == ["a" * 32]


async def test_an_unknown_version_has_no_run(open_world: OpenWorld) -> None:
    with pytest.raises(NotFound):
        await open_world.models.link_run(1, "a" * 32)
