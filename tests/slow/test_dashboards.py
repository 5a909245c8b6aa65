"""The product as `make up` starts it answers every question of every panel."""

import asyncio
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from functions.adapters.system import SystemClock
from functions.adapters.upstash.aggregate import UpstashAggregate
from functions.adapters.upstash.connection import UpstashConnection
from mlops.local.free_port import free_port
from mlops.local.running_stack import running_stack
from mlops.local.state_folder import StateFolder
from mlops.monitoring.dashboards.every import DASHBOARDS
from mlops.monitoring.preview.answers import Span, ask_all
from mlops.monitoring.preview.prometheus import Prometheus
from mlops.release.log.journal import PostgresJournal, open_log
from mlops.release.log.lease import Lease
from mlops.release.plan.step import Command, Plan, Stage, Step
from mlops.release.progress import Event, Kind
from mlops.release.telling import ANSWER_MS, Teller
from tests.slow.conftest import PAGE_S_MAX, PREPARED_S_MAX, REPOSITORY, Say
from tests.slow.product import Product, candor_up

pytestmark = pytest.mark.slow

ENV = "development"
ANSWERED_S_MAX = 900.0
POLL_S = 10.0
VIEWS = 10
"""More than one, because the page reports a sample."""
STAYED_MS = 3_500.0
"""Whoever leaves within two seconds, before the vitals are measured, reports none."""

SILENT_HERE = {
    "Certificates run out in": "nothing on this machine has a certificate",
    "Since a replaced secret was used": "no secret of this stack was ever replaced",
}
"""Panels that cannot have data on one machine, and why."""


@pytest.fixture(scope="module")
def product(server_folder: Path, history: dict[str, str]) -> Iterator[Product]:
    """The whole product, MLflow too."""
    for name in ("prometheus", "alertmanager", "chromium"):
        if shutil.which(name) is None and shutil.which(f"prometheus-{name}") is None:
            pytest.skip(f"{name} is not installed (`make monitoring`; apt-get install chromium)")
    state = {"CANDOR_STATE": str(server_folder / "dashboards")}
    beside = {"CANDOR_MLFLOW": "", "CANDOR_MONITORING": ""}
    pace = {"CANDOR_SECONDS_PER_HOUR": "5"}
    product = candor_up(REPOSITORY, free_port(), **history, **state, **beside, **pace)
    try:
        product.wait_for_page(PAGE_S_MAX)
        product.wait_for_state("running", PREPARED_S_MAX)
        yield product
        product.interrupt()
    finally:
        product.end()


@pytest.fixture
def prometheus(product: Product) -> Iterator[Prometheus]:
    """Its Prometheus, once there is one."""

    def record() -> dict[str, str]:
        return running_stack(StateFolder(Path(product.environment["CANDOR_STATE"]))).to_record()

    product.wait_for(lambda: bool(record().get("prometheus_url")), PAGE_S_MAX)
    known = record()
    auth = ("candor", known["prometheus_password"])
    with Prometheus(known["prometheus_url"], auth) as asked:
        yield asked


def look_at(url: str) -> None:
    """Do what readers do, so that their browsers have something to report."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for _ in range(VIEWS):
            page = browser.new_page()
            page.goto(url, wait_until="networkidle")
            page.wait_for_timeout(STAYED_MS)
            page.mouse.click(5, 5)
            page.goto("about:blank")
            page.close()
        browser.close()


async def release_twice(state: StateFolder) -> None:
    """Put a release that was rolled back and one that stayed on record, and tell monitoring."""
    stack = running_stack(state)
    step = Step("deploy", "deploy", Command("render.deploy"), 60, Command("render.rollback"))
    plan = Plan(ENV, "0badc0de" * 5, "sha256:live", (Stage("deploy", (step,)),))
    redis = UpstashConnection(stack.upstash_url, stack.upstash_token, timeout_ms=ANSWER_MS)
    aggregate = UpstashAggregate(redis, stack.name, SystemClock().now)
    begun = SystemClock().now()
    teller = Teller(stack.owner_database_url, ENV, aggregate, lambda _: begun)
    await open_log(stack.owner_database_url)
    lease = Lease(stack.owner_database_url, ENV, "ada")
    await lease.take("apply")
    for kinds in ((Kind.FAILED, Kind.UNDONE), (Kind.DONE,)):
        journal = await PostgresJournal.begin(stack.owner_database_url, plan, "ada", "ada")
        for kind in kinds:
            await journal.append(Event(kind, step.id))
        await teller.tell()
    await lease.give_back()
    await redis.close()


def test_every_panel_has_data(product: Product, prometheus: Prometheus, say: Say) -> None:
    asyncio.run(release_twice(StateFolder(Path(product.environment["CANDOR_STATE"]))))
    deadline = time.monotonic() + ANSWERED_S_MAX
    while True:
        look_at(product.url)
        span = Span.until(prometheus.clock(), 0.25)
        every = [one for each in ask_all(prometheus, DASHBOARDS, span).values() for one in each]
        silent = {
            answer.panel.title: [query.expr for query in answer.unanswered]
            for answer in every
            if answer.unanswered
        }
        if silent.keys() <= SILENT_HERE.keys():
            break
        assert time.monotonic() < deadline, silent
        time.sleep(POLL_S)
    say(f"{len(every) - len(silent)} of {len(every)} panels have data")
    assert silent.keys() == SILENT_HERE.keys(), "a panel that was silent here now speaks"
