"""Upstash as an environment is made in it, from the emulator that keeps to its own document."""

import pytest

from functions.domain.errors import InvalidInput, VendorRejected, VendorUnavailable
from mlops.release.clients.upstash import Database, Upstash
from tests.mlops.environments.vendors import Vendors

NAME = "candor-staging"


async def created(vendors: Vendors, name: str = NAME) -> Database:
    return await vendors.upstash.create(name, "us-east-1", "payg")


async def test_a_database_is_found_by_its_name_without_its_token(vendors: Vendors) -> None:
    assert await vendors.upstash.named(NAME) is None
    made = await created(vendors)
    found = await vendors.upstash.named(NAME)
    assert found is not None
    assert (found.id, found.rest_token, made.rest_token) == (
        made.id, None, await vendors.upstash.rest_token(made.id),
    )  # fmt: skip
    await created(vendors)
    with pytest.raises(InvalidInput, match="there are 2 databases named candor-staging"):
        await vendors.upstash.named(NAME)


async def test_it_is_a_cache_beside_the_functions(vendors: Vendors) -> None:
    await created(vendors)
    [database] = vendors.upstash_account.databases()
    assert (database.asked["eviction"], database.asked["primary_region"]) == (True, "us-east-1")


@pytest.mark.parametrize(
    "endpoint",
    ["quiet-sea-1", "quiet-sea-1.upstash.io", "https://quiet-sea-1.upstash.io"],
)
def test_the_address_follows_from_either_form_of_the_endpoint(endpoint: str) -> None:
    told = {"database_id": "1", "database_name": NAME, "endpoint": endpoint}
    database = Database.model_validate(told)
    assert database.rest_url == "https://quiet-sea-1.upstash.io"


async def test_usage_is_of_this_month_and_never_guessed(vendors: Vendors) -> None:
    made = await created(vendors)
    database = vendors.upstash_account.database(made.id)
    database.commands, database.storage_bytes = 421_000, 7_000
    used = await vendors.upstash.usage(made.id)
    assert (used.commands, used.storage_bytes) == (421_000, 7_000)
    vendors.fault("upstash", "html-200", "stats", None)
    with pytest.raises(VendorUnavailable):
        await vendors.upstash.usage(made.id)


async def test_what_is_deleted_is_gone_and_stays_gone(vendors: Vendors) -> None:
    made = await created(vendors)
    await vendors.upstash.delete(made.id)
    assert await vendors.upstash.named(NAME) is None
    await vendors.upstash.delete(made.id)


async def test_another_key_is_refused_and_stands_in_no_error(vendors: Vendors) -> None:
    api = vendors.upstash._api
    api._token = "another"
    with pytest.raises(VendorRejected, match="HTTP 401: Unauthorized") as refused:
        await Upstash(api).named(NAME)
    assert "another" not in str(refused.value)
