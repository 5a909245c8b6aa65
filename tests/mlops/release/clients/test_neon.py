"""Neon as an environment is made in it, from the emulator that keeps to Neon's own document."""

import pytest

from functions.domain.errors import InvalidInput, VendorRejected, VendorUnavailable
from mlops.local.emulators.fates import Ending, Fate
from mlops.release.clients.neon import Neon, Project
from tests.mlops.environments.vendors import Vendors

NAME, REGION = "candor-staging", "aws-us-east-1"


async def created(vendors: Vendors, name: str = NAME) -> Project:
    return await vendors.neon.create(name, REGION, 17)


async def test_a_project_is_found_by_its_whole_name(vendors: Vendors) -> None:
    assert await vendors.neon.named(NAME) is None
    made = await created(vendors)
    await created(vendors, f"{NAME}-2")
    assert await vendors.neon.named(NAME) == made
    assert (made.region, made.pg_version) == (REGION, 17)
    await created(vendors)
    with pytest.raises(InvalidInput, match="there are 2 projects named candor-staging"):
        await vendors.neon.named(NAME)


async def test_it_is_found_on_a_later_page(vendors: Vendors) -> None:
    for number in range(120):
        vendors.neon_account.create(f"{NAME}-{number}", REGION, 17, "", "owner", "candor")
    made = await created(vendors)
    assert await vendors.neon.named(NAME) == made


async def test_another_organizations_project_is_none_of_ours(vendors: Vendors) -> None:
    await created(vendors)
    ours = Neon(vendors.neon._api, "org-ours")
    assert await ours.named(NAME) is None
    made = await ours.create(NAME, REGION, 17)
    assert await ours.named(NAME) == made


async def test_operations_go_on_after_the_answer_and_may_fail(vendors: Vendors) -> None:
    vendors.neon_account.fates.add("project", Fate("running", Ending.FAILS))
    failing, well = await created(vendors), await created(vendors, "other")
    assert not any(one.is_done for one in await vendors.neon.operations(well.id))
    vendors.clock.advance(60)
    assert all(one.is_done for one in await vendors.neon.operations(well.id))
    assert all(one.has_failed for one in await vendors.neon.operations(failing.id))


async def test_an_unknown_status_is_neither_done_nor_failed(vendors: Vendors) -> None:
    vendors.neon_account.fates.add("project", Fate("running", Ending.UNKNOWN))
    made = await created(vendors)
    vendors.clock.advance(60)
    [one, _] = await vendors.neon.operations(made.id)
    assert (one.is_done, one.has_failed) == (False, False)


async def test_the_owner_connects_directly_or_through_the_pool(vendors: Vendors) -> None:
    made = await created(vendors)
    direct = await vendors.neon.connection_uri(made.id, pooled=False)
    pooled = await vendors.neon.connection_uri(made.id, pooled=True)
    assert direct.startswith("postgresql://candor_owner:")
    assert pooled == direct.replace(f"{made.id}.", f"{made.id}-pooler.")


async def test_usage_is_in_hours_of_a_compute_unit_and_bytes(vendors: Vendors) -> None:
    made = await created(vendors)
    project = vendors.neon_account.project(made.id)
    project.compute_s, project.storage_bytes = 9_000, 123_456_789
    used = await vendors.neon.usage(made.id)
    assert (used.compute_hours, used.storage_bytes) == (2.5, 123_456_789)
    assert (used.until - used.since).days == 30


async def test_what_is_deleted_is_gone_once_nothing_is_under_way(vendors: Vendors) -> None:
    made = await created(vendors)
    with pytest.raises(VendorRejected, match="HTTP 423"):
        await vendors.neon.delete(made.id)
    vendors.clock.advance(60)
    await vendors.neon.delete(made.id)
    assert await vendors.neon.named(NAME) is None
    await vendors.neon.delete(made.id)


async def test_a_creation_whose_answer_is_lost_is_not_repeated(vendors: Vendors) -> None:
    vendors.fault("neon", "lost", "POST")
    with pytest.raises(VendorUnavailable):
        await created(vendors)
    assert await vendors.neon.named(NAME) is not None
    assert len(vendors.neon_account.projects()) == 1
