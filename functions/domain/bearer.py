"""A bearer secret of ours, and the one before it while a rotation lets both in."""

import hmac
from dataclasses import dataclass, field
from enum import StrEnum


class Shown(StrEnum):
    """Which of the two a caller has."""

    CURRENT = "current"
    PREVIOUS = "previous"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Bearer:
    """What callers must show; `previous` is None where no rotation is under way."""

    current: str = field(repr=False)
    previous: str | None = field(default=None, repr=False)

    def shown_by(self, authorization: str) -> Shown:
        """What the header shows (RFC 6750; RFC 9110: its scheme in any case).

        Each secret is compared in constant time, and always, so that the time tells nothing.
        """
        scheme, _, given = authorization.partition(" ")
        is_current = _equal(self.current, given)
        is_previous = _equal(self.previous or self.current, given)
        if scheme.lower() != "bearer" or not (is_current or is_previous):
            return Shown.NEITHER
        return Shown.CURRENT if is_current else Shown.PREVIOUS


def _equal(secret: str, given: str) -> bool:
    return hmac.compare_digest(secret.encode(), given.encode())
