"""What the commands show of secrets. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from functions.environment import PREVIOUS
from mlops.release.secrets.entry import Entry
from mlops.release.secrets.rotation import Rotated
from mlops.release.secrets.standing import Standing
from mlops.release.secrets.ways import WAYS, Change

LIST_HEADER = ("secret", "owner", "days old", "at most", "due", "rotation", "fingerprint", "before")
WAYS_HEADER = ("secret", "rotation", "old and new at once", "how")
LOG_HEADER = ("at (UTC)", "what", "who", "secrets", "for")
NOBODY, UNKNOWN, NAMES_MAX = "nobody", "not on record", 4


def list_rows(
    found: Sequence[Standing], used: Mapping[str, datetime], now: datetime
) -> list[tuple[str, ...]]:
    """A row each, what is due first first."""
    by_due = sorted(found, key=lambda one: (one.made_at is not None, one.due_at() or now))
    return [
        (
            one.name,
            one.owner or NOBODY,
            UNKNOWN if one.made_at is None else str(one.age_days(now)),
            str(one.days_max),
            "" if (due := one.due_at()) is None else f"{due:%Y-%m-%d}",
            WAYS[one.name].change.value,
            one.fingerprint,
            _before(one, used.get(one.name)),
        )
        for one in by_due
    ]


def _before(one: Standing, used_at: datetime | None) -> str:
    if one.accepted_since is None:
        return ""
    shown = f", last shown {used_at:%m-%d %H:%M}" if used_at else ""
    return f"accepted since {one.accepted_since:%m-%d %H:%M}{shown}"


def ways_rows() -> list[tuple[str, ...]]:
    """A row each."""
    return [(name, way.change.value, way.overlaps, way.how) for name, way in WAYS.items()]


def log_rows(entries: Sequence[Entry], *, whole: bool) -> list[tuple[str, ...]]:
    """A row each; of many names the first few, unless the whole is asked for."""
    return [
        (
            f"{one.at:%Y-%m-%d %H:%M:%S}",
            one.kind.value,
            one.who,
            ", ".join(one.names if whole else _few(one.names)),
            f"{one.purpose}; owner {one.owner}" if one.owner else one.purpose,
        )
        for one in entries
    ]


def _few(names: Sequence[str]) -> Iterator[str]:
    yield from names[:NAMES_MAX]
    if len(names) > NAMES_MAX:
        yield f"{len(names) - NAMES_MAX} more"


def rotated_lines(done: Rotated, environment: str) -> Iterator[str]:
    """What was done and what a person does next."""
    began = " (begun by an earlier call)" if done.resumed else ""
    yield f"{done.name} of {environment} is another now{began}."
    if done.with_it:
        yield f"Changed with it: {', '.join(done.with_it)}."
    yield f"1. `candor release plan --env {environment}` and `apply` tell the platforms."
    if done.both:
        yield f"2. {done.way.how[0].upper()}{done.way.how[1:]}."
        yield (
            f"3. When `candor secrets list --env {environment}` says that the one before is shown"
            f" no more: `candor secrets retire {done.name} --env {environment}`, and release."
        )
    elif done.way.change is Change.AT_ONCE:
        yield f"Know that: {done.way.how}."
    else:
        yield f"2. At the vendor, once released, end the one before ({done.way.overlaps})."


def doubts(
    name: str, standing: Standing, told: str, used_at: datetime | None, unknown: str
) -> Iterator[str]:
    """What speaks against retiring the one before now; `told` is what a release told last."""
    if told != standing.fingerprint:
        yield f"no release has told the platforms of the new {name} yet"
    since = standing.accepted_since
    if unknown:
        yield f"nobody knows whether {name}{PREVIOUS} is still used: {unknown}"
    elif used_at is not None and (since is None or used_at >= since):
        yield f"{name}{PREVIOUS} was shown last at {used_at:%Y-%m-%d %H:%M} UTC"
