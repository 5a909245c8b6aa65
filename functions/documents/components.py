"""What the hourly look at every part found, and when each job last did its work."""

from datetime import datetime

from functions.documents.envelope import Document


class ComponentCheck(Document):
    """Whether a part answered when it was last asked."""

    name: str
    ok: bool
    detail: str
    checked_at: datetime


class JobSuccess(Document):
    """When a job last did all it was to do, by the wall clock."""

    job: str
    at: datetime


class Components(Document):
    """Kept in the shared cache under `components`."""

    checks: list[ComponentCheck]
    jobs: list[JobSuccess]
