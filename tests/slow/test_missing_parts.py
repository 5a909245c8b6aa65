"""Parts of the outside world are taken away in turn; nobody who reads notices.

MLflow is away all the time: this product runs without it. What is stopped accepts
connections and never answers, which is worse than being gone.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from tests.slow.conftest import Say
from tests.slow.product import Product
from tests.slow.readers import Readers
from tests.slow.scheduler import Scheduler, scheduler_of

pytestmark = pytest.mark.slow

STORES = ("cloudinary", "s3", "s3-public")
VENUES = ("coinbase", "kraken", "bitstamp", "binance")
NEW_API_S_MAX = 60
READ_ALL_S = 5
"""Every document is read several times in it."""


@pytest.fixture(scope="module")
def scheduler(venues_product: Product) -> Iterator[Scheduler]:
    with scheduler_of(venues_product) as scheduler:
        yield scheduler


@contextmanager
def read_all_the_time(product: Product) -> Iterator[Readers]:
    readers = Readers(product.url)
    readers.start()
    yield readers
    time.sleep(READ_ALL_S)
    readers.stop()
    assert readers.failures == []
    assert readers.answers >= 16


def forget_the_model(product: Product) -> None:
    """A fresh process of the API, which has to fetch its champion's artifact."""
    product.kill("api")

    def answers() -> bool:
        try:
            return httpx.get(f"{product.url}/api/health", timeout=5).is_success
        except httpx.HTTPError:
            return False

    product.wait_for(lambda: not answers(), NEW_API_S_MAX)
    product.wait_for(answers, NEW_API_S_MAX)


def every_slot_of_an_hour_is_issued(scheduler: Scheduler) -> None:
    report = scheduler.hour()["issue"]
    assert len(report["issued"]) >= 3
    assert report["waiting"] == {}
    assert report["missed"] == []


@pytest.mark.parametrize("gone", [("cloudinary",), ("s3", "s3-public")], ids=["cloudinary", "s3"])
def test_a_fresh_process_has_its_model_from_the_other_store(
    venues_product: Product, scheduler: Scheduler, gone: tuple[str, ...]
) -> None:
    forget_the_model(venues_product)
    with venues_product.without(*gone), read_all_the_time(venues_product):
        every_slot_of_an_hour_is_issued(scheduler)


def test_without_any_store_the_model_that_is_known_speaks_on(
    venues_product: Product, scheduler: Scheduler
) -> None:
    every_slot_of_an_hour_is_issued(scheduler)
    with venues_product.without(*STORES), read_all_the_time(venues_product):
        every_slot_of_an_hour_is_issued(scheduler)


@pytest.mark.parametrize("part", ["upstash", "valkey"])
def test_without_the_cache_all_is_read_from_the_database(
    venues_product: Product, scheduler: Scheduler, part: str
) -> None:
    with venues_product.without(part), read_all_the_time(venues_product):
        every_slot_of_an_hour_is_issued(scheduler)


@pytest.mark.parametrize("venue", VENUES)
def test_without_one_venue_the_others_settle(
    venues_product: Product, scheduler: Scheduler, venue: str
) -> None:
    scheduler.fail(venue, mode="slow", delay_ms=60_000)
    with read_all_the_time(venues_product):
        every_slot_of_an_hour_is_issued(scheduler)
    scheduler.mend()


def test_without_two_venues_the_other_two_settle(
    venues_product: Product, scheduler: Scheduler, say: Say
) -> None:
    scheduler.fail("coinbase", mode="500")
    scheduler.fail("binance", mode="html")
    with read_all_the_time(venues_product) as readers:
        every_slot_of_an_hour_is_issued(scheduler)
    scheduler.mend()
    say(f"missing parts: readers were answered throughout, {readers.answers} times in the last")
