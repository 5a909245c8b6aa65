"""The champion's artifact: verified before it is used, fetched once while it is kept."""

import pytest

from functions.domain.artifact import load_artifact
from functions.domain.canonical import canonical_json
from functions.domain.errors import ArtifactRefused, NotFound, VendorUnavailable
from functions.domain.record import ModelRef
from functions.jobs import artifacts
from functions.jobs.artifacts import ARTIFACTS_KEPT, champion_artifact
from tests.fakes.artifact import artifact_document
from tests.functions.jobs.rig import ARTIFACT, Rig


def variant(number: int) -> bytes:
    return canonical_json({**artifact_document(), "training_hours": 6000 + number})


async def test_it_is_the_artifact_of_the_digest(rig: Rig) -> None:
    champion = await rig.make_champion()
    found = await champion_artifact(rig.services, champion)
    assert found == load_artifact(ARTIFACT, champion.digest)


async def test_it_is_fetched_once(rig: Rig) -> None:
    champion = await rig.make_champion()
    first = await champion_artifact(rig.services, champion)
    rig.objects.failure = VendorUnavailable("objects", "gone")
    assert await champion_artifact(rig.services, champion) is first


async def test_other_bytes_are_refused_and_not_kept(rig: Rig) -> None:
    champion = await rig.make_champion()
    rig.objects.stored[champion.digest] = variant(1)
    with pytest.raises(ArtifactRefused):
        await champion_artifact(rig.services, champion)
    rig.objects.stored[champion.digest] = ARTIFACT
    await champion_artifact(rig.services, champion)


async def test_an_artifact_that_is_gone_is_not_found(rig: Rig) -> None:
    with pytest.raises(NotFound):
        await champion_artifact(rig.services, ModelRef(1, "sha256:" + "0" * 64))


async def test_a_store_that_fails_is_the_vendors_failure(rig: Rig) -> None:
    champion = await rig.make_champion()
    rig.objects.failure = VendorUnavailable("objects", "gone")
    with pytest.raises(VendorUnavailable):
        await champion_artifact(rig.services, champion)


async def test_few_are_kept(rig: Rig) -> None:
    refs = [await rig.make_champion(variant(number)) for number in range(ARTIFACTS_KEPT + 2)]
    for ref in refs:
        await champion_artifact(rig.services, ref)
    assert list(artifacts._KEPT) == [ref.digest for ref in refs[2:]]
