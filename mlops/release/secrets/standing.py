"""How old every secret is, whose it is, and what is against it. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from functions.environment import PREVIOUS
from mlops.release.declared.secrets import Secrets
from mlops.release.secrets.entry import Entry, Kind, fingerprint
from mlops.release.secrets.ways import is_kept

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Standing:
    """One secret as it is now. `made_at` and `fingerprint` are of the value in the settings.

    `made_at` is None where the value is not on record; `accepted_since` is since when the one
    before is accepted as well, None where none is.
    """

    name: str
    fingerprint: str
    days_max: int
    owner: str
    made_at: datetime | None
    accepted_since: datetime | None

    def age_days(self, now: datetime) -> int | None:
        """Whole days since it was made."""
        return None if self.made_at is None else (now - self.made_at) // DAY

    def due_at(self) -> datetime | None:
        """When it is to be another."""
        return None if self.made_at is None else self.made_at + self.days_max * DAY


def standings(
    environment: str, secrets: Mapping[str, str], entries: Sequence[Entry], policy: Secrets
) -> list[Standing]:
    """Every secret that has an age of its own, in the order of the settings."""
    return [
        _standing(environment, name, value, secrets, entries, policy)
        for name, value in secrets.items()
        if is_kept(name, value)
    ]


def against(
    environment: str, found: Sequence[Standing], policy: Secrets, now: datetime
) -> Iterator[str]:
    """Why a release may not begin, a sentence each with the command that mends it."""
    where = f"--env {environment}"
    if unknown := [one.name for one in found if one.made_at is None]:
        yield (
            f"{', '.join(unknown)}: not on record, so nobody knows the age; "
            f"`candor secrets record {_named(unknown)} {where} --owner WHO`"
        )
    if nobodys := [one.name for one in found if one.made_at is not None and not one.owner]:
        yield (
            f"{', '.join(nobodys)}: nobody's; "
            f"`candor secrets record {_named(nobodys)} {where} --owner WHO`"
        )
    for one in found:
        age = one.age_days(now)
        if age is not None and age > one.days_max:
            yield (
                f"{one.name} is {age} days old, and {one.days_max} are the most; "
                f"`candor secrets rotate {one.name} {where}`"
            )
        if one.accepted_since is not None:
            days = (now - one.accepted_since) // DAY
            if days > policy.overlap_days_max:
                yield (
                    f"{one.name}{PREVIOUS} is accepted for {days} days, and "
                    f"{policy.overlap_days_max} are the most; "
                    f"`candor secrets retire {one.name} {where}`"
                )


def last_of(entries: Sequence[Entry], name: str, *kinds: Kind) -> Entry | None:
    """The newest event of these kinds of one secret."""
    found = [one for one in entries if one.kind in kinds and name in one.names]
    return found[-1] if found else None


def print_of(entry: Entry, name: str) -> str:
    """The fingerprint that an event keeps of one of its secrets; empty where it keeps none."""
    return dict(zip(entry.names, entry.fingerprints, strict=False)).get(name, "")


def _standing(
    environment: str,
    name: str,
    value: str,
    secrets: Mapping[str, str],
    entries: Sequence[Entry],
    policy: Secrets,
) -> Standing:
    current = fingerprint(environment, name, value)
    own = policy.of(name)
    made = [one for one in entries if one.kind is Kind.MADE and print_of(one, name) == current]
    # An age can be told anew, never made less by telling: the oldest word counts.
    made_at = min((one.made_at for one in made if one.made_at), default=None)
    since = None
    if secrets.get(f"{name}{PREVIOUS}"):
        rotated = last_of(entries, name, Kind.ROTATED)
        since = made_at if rotated is None else rotated.at
    return Standing(
        name=name,
        fingerprint=current,
        days_max=own.age_days_max or policy.age_days_max,
        # Whoever took it over last; who is named for it in release.yml where nobody did.
        owner=(made[-1].owner if made else "") or own.owner or policy.owner,
        made_at=made_at,
        accepted_since=since,
    )


def _named(names: Sequence[str]) -> str:
    return " ".join(names) if len(names) <= 3 else "--all"
