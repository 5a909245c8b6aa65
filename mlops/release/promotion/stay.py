"""Since when a commit has been in an environment, as its release log says. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mlops.release.log.recorded import Recorded
from mlops.release.progress import Ending


@dataclass(frozen=True, slots=True)
class Stay:
    """The release that brought a commit, and from when on nothing disturbed it.

    `tried` is the newest release of it that ran gates: one that only tells a service new
    settings runs none. Where the commit is not there by the log, `trouble` says why.
    """

    release: Recorded | None = None
    since: datetime | None = None
    tried: Recorded | None = None
    trouble: str = ""


def stay(releases: Sequence[Recorded], commit: str) -> Stay:
    """From an environment's releases, newest first.

    Another release that was tried meanwhile and rolled back leaves the commit there, but what
    it did to the environment begins a new soak.
    """
    disturbed, undone = None, ""
    for number, one in enumerate(releases):
        name = f"release {one.id} of {one.plan.commit[:7]}"
        if one.ending is None:
            return Stay(trouble=f"{name} has not ended")
        if one.ending is Ending.PARTLY_ROLLED_BACK:
            return Stay(trouble=f"{name} is rolled back in part only")
        if one.ending is Ending.ROLLED_BACK:
            disturbed = disturbed or one.ended_at
            undone = undone or (f"{name} was rolled back" if one.plan.commit == commit else "")
        elif one.ending is Ending.RELEASED:
            if one.plan.commit != commit:
                return Stay(trouble=undone or f"{name} is the newest there")
            tried = next((each for each in releases[number:] if _tried(each, commit)), None)
            return Stay(one, disturbed or one.ended_at, tried)
    return Stay(trouble=undone or f"no release of {commit[:7]} is on record there")


def _tried(release: Recorded, commit: str) -> bool:
    return (
        release.plan.commit == commit
        and release.ending is Ending.RELEASED
        and any(step.do.name == "gates" for step in release.plan.steps())
    )
