"""Has Vercel move all production domains to one deployment, and sees them there."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from functions.domain.errors import VendorRejected, VendorUnavailable
from mlops.release.clients.pace import Pace
from mlops.release.clients.vercel import AliasJob, Vercel
from mlops.release.handlers.watch import LOOK_EVERY_S

VENDOR = "vercel"
MOVED_S_MAX = 100
OTHERS_S_MAX = 30
"""How long another job that moves domains is waited for before we ask all the same."""
ASKS_MAX = 3
LOOKS_AFTER_ASKING = 3
"""Before a request that nothing is seen of is taken for lost."""


@dataclass(slots=True)
class _Asking:
    """How often it was asked, what was the newest job before, how often was looked since."""

    asked: int = 0
    before: AliasJob | None = None
    looks: int = 0

    def is_due(self, job: AliasJob | None, deployment: str, spent_s: float) -> bool:
        """Whether to ask (again), as things stand."""
        is_to_us = job is not None and job.to == deployment
        if job is not None and not job.has_settled and (is_to_us or spent_s < OTHERS_S_MAX):
            return False
        if self.asked == 0:
            return True
        if self.is_answered(job, deployment):
            return job is not None and job.has_failed
        return self.looks >= LOOKS_AFTER_ASKING

    def is_answered(self, job: AliasJob | None, deployment: str) -> bool:
        """Whether the newest job is the one that we asked for."""
        return self.asked > 0 and job is not None and job.to == deployment and job != self.before


async def moved(
    vercel: Vercel,
    project: str,
    deployment: str,
    ask: Callable[[], Awaitable[None]],
    pace: Pace,
) -> None:
    """Ask until all domains point to the deployment and nothing else is moving them.

    Asked again where the request was lost or its job failed, `ASKS_MAX` times in all. Raises
    VendorRejected when the job fails for good, VendorUnavailable after `MOVED_S_MAX` seconds.
    """
    job: AliasJob | None = None
    began, asking = pace.monotonic(), _Asking()
    failure = VendorUnavailable(VENDOR, f"the domains of {project} do not point to {deployment}")
    while (spent_s := pace.monotonic() - began) < MOVED_S_MAX:
        try:
            # The job first: what it moved by its end is then seen.
            job = (await vercel.project(project)).alias_job
            pointing = set((await vercel.domains(project)).values())
            if pointing == {deployment} and (job is None or job.has_settled):
                return
            if asking.is_due(job, deployment, spent_s):
                if asking.asked == ASKS_MAX:
                    break
                asking = _Asking(asking.asked + 1, job)
                await ask()
        except VendorUnavailable as error:
            failure = error
        asking.looks += 1
        await pace.sleep(LOOK_EVERY_S)
    if job is not None and job.has_failed and asking.is_answered(job, deployment):
        left = ", ".join(await vercel.unmoved(project)) or "some domain"
        raise VendorRejected(VENDOR, f"did not move {left} to {deployment}")
    raise failure
