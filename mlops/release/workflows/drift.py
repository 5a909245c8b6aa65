"""Whether what runs is still what the newest release left. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mlops.release.log.recorded import Recorded
from mlops.release.plan.state import Live
from mlops.release.progress import Ending, Kind

OBSERVED = "observe"


def drifted(live: Live, releases: Sequence[Recorded]) -> list[str]:
    """What is otherwise, a sentence each; `releases` are the log, newest first.

    A release that was undone left what the one before it had; what nobody observed when it
    was released cannot be compared, which is a sentence too.
    """
    if releases and releases[0].ending is None:
        return [f"release {releases[0].id} has not ended"]
    if releases and releases[0].ending is Ending.PARTLY_ROLLED_BACK:
        return [f"release {releases[0].id} was undone in part"]
    released = next((one for one in releases if one.ending is Ending.RELEASED), None)
    if released is None:
        return ["no release is on record, so nothing says what should run"]
    observed = _observed(released)
    if observed is None:
        return [f"release {released.id} wrote down nothing of what ran then"]
    # A rollback makes new deploys of the same commits and settings.
    return list(_otherwise(live, observed, released, is_newest=released is releases[0]))


def _otherwise(
    live: Live, observed: Mapping[str, Any], released: Recorded, *, is_newest: bool
) -> Iterator[str]:
    found = live.commits()
    for name, commit in found.items():
        if commit != (left := observed["commits"].get(name)):
            yield f"{name} runs {_short(commit)}; release {released.id} left {_short(left)}"
    if live.champion != observed["champion"]:
        yield f"the champion is {_short(live.champion)}, and was {_short(observed['champion'])}"
    if is_newest and live.fingerprint() != observed["live"] and found == observed["commits"]:
        yield (
            "something else was changed since: a deployment, settings, autodeploy, domains or"
            " migrations; `candor release plan` shows it"
        )


def _observed(released: Recorded) -> Mapping[str, Any] | None:
    for one in reversed(released.events):
        if one.kind is Kind.DONE and one.step == OBSERVED and isinstance(one.output, Mapping):
            return one.output
    return None


def _short(name: str | None) -> str:
    return name.removeprefix("sha256:")[:7] if name else "nothing"
