"""What was found when every part was last asked, and when each job last did its work.

It lies in the shared cache, so that a status can be told without waking anything. The wall
clock dates it: it is about the machinery, not about the world.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from pydantic import ValidationError

from functions.documents.envelope import Document

CHECKED_EVERY = timedelta(minutes=50)
"""Less than the hour between two triggers, so that an hourly one asks each time."""
FORGOTTEN_AFTER = timedelta(days=1)
"""A part that nobody has asked for so long is no part any more."""


class ComponentCheck(Document):
    """Whether a part answered when it was last asked."""

    name: str
    ok: bool
    detail: str
    checked_at: datetime


class JobSuccess(Document):
    """When a job last did all there was to do."""

    job: str
    at: datetime


class Components(Document):
    """Every part by name, every job in the order of its first success."""

    checks: tuple[ComponentCheck, ...] = ()
    jobs: tuple[JobSuccess, ...] = ()

    def to_be_checked(self, now: datetime) -> bool:
        """Whether it is time to ask: one was last asked an hour ago, or was not well."""
        return not self.checks or any(
            not one.ok or now - one.checked_at >= CHECKED_EVERY for one in self.checks
        )

    def updated(
        self, checks: Sequence[ComponentCheck], succeeded: Iterable[str], now: datetime
    ) -> "Components":
        """The same with what was just found out in the place of what was known of it."""
        known = {one.name: one for one in self.checks if now - one.checked_at < FORGOTTEN_AFTER}
        known |= {one.name: one for one in checks}
        jobs = {one.job: one for one in self.jobs}
        jobs |= {job: JobSuccess(job=job, at=now) for job in succeeded}
        return Components(
            checks=tuple(known[name] for name in sorted(known)),
            jobs=tuple(jobs.values()),
        )


def parse_components(text: bytes | None) -> Components:
    """What was kept; nothing is known where there is nothing, or what cannot be read."""
    try:
        return Components() if text is None else Components.model_validate_json(text)
    except ValidationError:  # kept by another version of the code
        return Components()
