"""Makes a secret anew so that nothing breaks, and ends the one before: safe to be killed anywhere.

The new value is put on record first, then into the settings, then the change on record. Killed
after the first, nobody has the value and the next call makes another; killed after the second,
the next call finds it in the settings and writes down what is missing.
"""

import secrets as random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from functions.domain.errors import InvalidInput
from functions.environment import PREVIOUS
from mlops.configuration.access import current_user
from mlops.configuration.check import check, chosen_consumers
from mlops.configuration.env_edit import change_env_file
from mlops.configuration.env_file import EnvFile
from mlops.monitoring.password import password_hash
from mlops.release.secrets.entry import Entry, Kind, fingerprint
from mlops.release.secrets.register import Register
from mlops.release.secrets.standing import last_of, print_of
from mlops.release.secrets.ways import WAYS, Change, Way

BYTES = 32
ROTATION, RECORD = "a rotation", "told by a person"
PURPOSE = {Kind.ROTATED: ROTATION, Kind.RETIRED: "the end of an overlap"}


@dataclass(frozen=True, slots=True)
class Rotated:
    """What was done: `resumed` when an earlier call had begun it, `both` while both are valid."""

    name: str
    way: Way
    resumed: bool
    both: bool
    with_it: tuple[str, ...] = ()
    """Other settings that had the same value, or follow from it."""


@dataclass(frozen=True, slots=True)
class Rotation:
    """The secrets of one file of settings, and the register of their environment."""

    environment: str
    file: EnvFile = field(repr=False)
    register: Register
    now: datetime

    async def rotate(self, name: str, given: str = "", owner: str = "") -> Rotated:
        """Change it. `given` is what a vendor made, where it is a vendor's to make.

        Raises InvalidInput where this is no secret here, its overlap is under way, or the new
        value is not fit.
        """
        way, current = self._way(name), self._current(name)
        await self.register.open()
        entries = await self.register.entries()
        if self._is_begun(name, current, entries):
            await self.register.add(self._event(Kind.ROTATED, name, current))
            both = way.change is Change.OVERLAP
            return Rotated(name, way, resumed=True, both=both)
        if self.file.values.get(f"{name}{PREVIOUS}"):
            raise InvalidInput(
                f"the {name} before this one is still accepted, and a third would lock out who has"
                f" it; `candor secrets retire {name} --env {self.environment}` first"
            )
        changes = self._changes(name, current, given or random.token_urlsafe(BYTES), way)
        value = changes[name] or ""
        if value == current:
            raise InvalidInput(f"that is the {name} of now; nothing was changed")
        self._require_fit(changes)
        before = last_of(entries, name, Kind.MADE)
        whose = owner or (before.owner if before else "")
        with_it = tuple(one for one in changes if one not in (name, f"{name}{PREVIOUS}"))
        kept = [one for one in (name, *with_it) if one in WAYS]
        await self.register.add(
            *(self._made(one, changes[one] or "", whose, self.now, ROTATION) for one in kept)
        )
        change_env_file(self.file.path, changes)
        await self.register.add(self._event(Kind.ROTATED, name, value))
        both = way.change is Change.OVERLAP
        return Rotated(name, way, resumed=False, both=both, with_it=with_it)

    async def retire(self, name: str) -> bool:
        """End the one before; False when it was ended already, by a call that was cut short too.

        Raises InvalidInput where there is none.
        """
        previous, before = f"{name}{PREVIOUS}", self.file.values.get(f"{name}{PREVIOUS}")
        if self._way(name).change is not Change.OVERLAP:
            raise InvalidInput(f"of {name} no earlier one is accepted, so there is none to retire")
        await self.register.open()
        entries = await self.register.entries()
        if before:
            change_env_file(self.file.path, {previous: None})
        last = last_of(entries, name, Kind.ROTATED, Kind.RETIRED)
        if not before and (last is None or last.kind is Kind.RETIRED):
            return False
        await self.register.add(self._event(Kind.RETIRED, name, before or ""))
        return True

    async def record(self, names: Sequence[str], owner: str, made_at: datetime | None) -> None:
        """Put on record what was made elsewhere: whose it is, and since when, if not just now.

        Raises InvalidInput for a time to come.
        """
        if made_at is not None and made_at > self.now:
            raise InvalidInput("--made is a day in the past, or today")
        await self.register.open()
        entries = await self.register.entries()
        made = []
        for name in names:
            value = self._current(name)
            known = last_of(entries, name, Kind.MADE)
            is_same = known is not None and print_of(known, name) == fingerprint(
                self.environment, name, value
            )
            since = made_at or (known.made_at if known and is_same else None) or self.now
            made.append(
                self._made(name, value, owner or (known.owner if known else ""), since, RECORD)
            )
        await self.register.add(*made)

    def _way(self, name: str) -> Way:
        if name not in WAYS:
            raise InvalidInput(f"{name} is no secret; `candor secrets ways` lists them")
        return WAYS[name]

    def _current(self, name: str) -> str:
        self._way(name)
        if not (value := self.file.values.get(name)):
            raise InvalidInput(f"{name} is not set in {self.file.path}")
        return value

    def _is_begun(self, name: str, current: str, entries: Sequence[Entry]) -> bool:
        """Whether a call made this value and was cut short before it said so."""
        made = last_of(entries, name, Kind.MADE)
        last = last_of(entries, name, Kind.MADE, Kind.ROTATED)
        return (
            made is not None
            and made is last
            and made.purpose == ROTATION
            and print_of(made, name) == fingerprint(self.environment, name, current)
        )

    def _changes(self, name: str, current: str, value: str, way: Way) -> dict[str, str | None]:
        changes: dict[str, str | None] = {name: value}
        if name == "AWS_SECRET_ACCESS_KEY":
            key, _, secret = value.rpartition(":")
            if not key:
                raise InvalidInput(f"{name} has a key of its own: give AWS_ACCESS_KEY_ID:SECRET")
            return {name: secret, "AWS_ACCESS_KEY_ID": key}
        if name == "QSTASH_NEXT_SIGNING_KEY":
            return {name: value, "QSTASH_CURRENT_SIGNING_KEY": current}
        if way.change is Change.OVERLAP:
            changes[f"{name}{PREVIOUS}"] = current
        # One password may stand under two names: who has it and who asks with it.
        changes |= {one: value for one, text in self.file.values.items() if text == current}
        if name == "PROMETHEUS_PASSWORD":
            changes["PROMETHEUS_PASSWORD_HASH"] = password_hash(value)
        return changes

    def _require_fit(self, changes: Mapping[str, str | None]) -> None:
        """The new settings have no mistake that those of now have not."""
        before, after = self.file.values, {**self.file.values, **changes}
        found = {name: text or "" for name, text in after.items()}
        consumers = chosen_consumers(self.environment, before, "")
        known = {one.sentence for one in check(self.environment, before, consumers, whole=False)}
        wrong = [
            one.sentence
            for one in check(self.environment, found, consumers, whole=False)
            if one.sentence not in known
        ]
        if wrong:
            raise InvalidInput("\n".join([*wrong, "nothing was changed"]))

    def _made(self, name: str, value: str, owner: str, since: datetime, why: str) -> Entry:
        kept = (fingerprint(self.environment, name, value),)
        who = current_user()
        return Entry(Kind.MADE, (name,), who, why, self.now, kept, owner, since)

    def _event(self, kind: Kind, name: str, value: str) -> Entry:
        """`value` is the new one that came, or the one before that went; empty: nobody has it."""
        kept = fingerprint(self.environment, name, value) if value else ""
        return Entry(kind, (name,), current_user(), PURPOSE[kind], self.now, (kept,))
