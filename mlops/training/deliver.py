"""Tells MLflow what it has not been told yet, and the record where that stands."""

import asyncio
from dataclasses import dataclass
from typing import Protocol

from functions.domain.errors import VendorError
from functions.ports.models import ModelStore
from mlops.training.entry import TrainingEntry
from mlops.training.outbox import Outbox


class Tracker(Protocol):
    """Where trainings are described."""

    def log(self, entry: TrainingEntry) -> str:
        """Log an entry, once however often it is called, and return its run id.

        Raises VendorError.
        """
        ...


@dataclass(frozen=True, slots=True)
class Delivery:
    """Run ids by version, how many entries still wait, and why."""

    sent: dict[int, str]
    waiting: int
    reason: str = ""


async def deliver(outbox: Outbox, tracker: Tracker, models: ModelStore) -> Delivery:
    """Send what waits, oldest first, until all is sent or the server fails."""
    with outbox.held() as is_ours:
        entries = outbox.pending()
        if not is_ours:
            return Delivery({}, len(entries), "another process is sending them")
        sent: dict[int, str] = {}
        for entry in entries:
            try:
                run_id = await asyncio.to_thread(tracker.log, entry)
                await models.link_run(entry.version, run_id)
            except VendorError as error:
                return Delivery(sent, len(entries) - len(sent), str(error))
            outbox.remove(entry)
            sent[entry.version] = run_id
    return Delivery(sent, 0)
