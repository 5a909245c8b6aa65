"""The scheduler of a product whose hours pass by hand: each brings every job, over HTTP."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

from functions.adapters.postgres.world_owner import ClockBusy, ClockHand, WorldOwner
from functions.jobs.cadence import CADENCE
from mlops.local.running_stack import running_stack
from mlops.local.stack_record import RunningStack
from mlops.local.state_folder import StateFolder
from tests.slow.product import Product

BY_HAND = "3600"
"""Seconds an hour lasts for the product's own ticker: none passes but those of the test."""
JOB_S_MAX = 60
TICKER_S_MAX = 60


class Scheduler:
    """Lets hours pass in the running product, fires its jobs, and makes its venues fail."""

    def __init__(self, stack: RunningStack, hand: ClockHand) -> None:
        self.stack = stack
        self._hand = hand
        bearer = {"Authorization": f"Bearer {stack.cron_secret}"}
        self._api = httpx.Client(base_url=stack.page_url, headers=bearer, timeout=JOB_S_MAX)

    @property
    def now(self) -> datetime:
        """What the world's clock shows."""
        return self._hand.read().now

    def hour(self) -> dict[str, dict[str, Any]]:
        """Let an hour pass; what each job reports."""
        self._hand.advance()
        return {cadence.job: self.fire(cadence.job) for cadence in CADENCE}

    def fire(self, job: str) -> dict[str, Any]:
        """What a job reports."""
        answer = self._api.post(f"/api/cron/{job}")
        assert answer.status_code == 200, answer.text
        report: dict[str, Any] = answer.json()["report"]
        return report

    def fail(self, venue: str, **fault: str | int) -> None:
        """Turn a venue's fault on."""
        self._switch("POST", {"venue": venue, **fault})

    def mend(self) -> None:
        """Turn all of them off."""
        self._switch("DELETE", None)

    def close(self) -> None:
        """Let go of its connections."""
        self._api.close()

    def _switch(self, method: str, body: Any) -> None:
        httpx.request(method, f"{self.stack.venues_url}/_faults", json=body).raise_for_status()


@contextmanager
def scheduler_of(product: Product) -> Iterator[Scheduler]:
    """Take the clock, once the product's own ticker has had its first hour."""
    stack = running_stack(StateFolder(Path(product.environment["CANDOR_STATE"])))
    with ExitStack() as held:
        for _ in range(TICKER_S_MAX):
            try:
                hand = held.enter_context(WorldOwner(stack.owner_database_url).clock())
                break
            except ClockBusy:
                time.sleep(1)
        scheduler = Scheduler(stack, hand)
        yield scheduler
        scheduler.close()
