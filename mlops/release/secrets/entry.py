"""What the register keeps of a secret: what happened to it, never its value."""

import hashlib
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

BITS = 40
COST, BLOCK = 2**12, 8
"""scrypt's: some 4 MB and hundredths of a second a guess, should a vendor's secret be short."""


class Kind(StrEnum):
    """What happened."""

    MADE = "made"
    """A value came to be: here, or elsewhere and somebody said so."""
    ROTATED = "rotated"
    """A value that was made took the place of another in the settings."""
    RETIRED = "retired"
    """The value before is accepted no more."""
    TOLD = "told"
    """A release told a platform."""
    READ = "read"
    """A command read it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One event. `names` and `fingerprints` go in pairs, but for readings, which have no second.

    `made_at` is since when the value has been one, of MADE alone; `at` when the event was.
    """

    kind: Kind
    names: tuple[str, ...]
    who: str
    purpose: str
    at: datetime
    fingerprints: tuple[str, ...] = ()
    owner: str = ""
    made_at: datetime | None = None
    id: str = field(default_factory=lambda: str(uuid.uuid4()))


@lru_cache(maxsize=1024)
def fingerprint(environment: str, name: str, value: str) -> str:
    """40 bits of scrypt as 10 hex digits: says whether a value is the one on record.

    Another in every environment and under every name. What is left of a value in 40 bits is
    too little to find it by.
    """
    salt = f"{environment} {name}".encode()
    return hashlib.scrypt(value.encode(), salt=salt, n=COST, r=BLOCK, p=1, dklen=BITS // 8).hex()
