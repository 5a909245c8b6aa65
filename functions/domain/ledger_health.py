"""Whether the ledger is still what was signed, and is signed in time, in words."""

from dataclasses import dataclass
from datetime import datetime

from functions.domain.checkpoint import Checkpoint
from functions.domain.units import HOUR, instant_text

SIGNED_WITHIN = 2 * HOUR
"""How long an entry may wait for a checkpoint: an hourly trigger may come another hour late."""


@dataclass(frozen=True, slots=True)
class LedgerStanding:
    """A ledger of `size` entries beside the newest checkpoint, None before the first.

    `root` is the ledger's own at the checkpoint's size, None where it has fewer entries.
    `unsigned_since` says when the oldest entry that no checkpoint covers was recorded; None
    where there is none, or where nobody signs.
    """

    size: int
    signed: Checkpoint | None
    root: bytes | None
    unsigned_since: datetime | None

    @property
    def holds(self) -> bool:
        """Whether the ledger begins with what was signed last."""
        return self.signed is None or self.root == self.signed.root

    def reasons(self, now: datetime) -> list[str]:
        """A sentence for each thing that is wrong; `now` is the world's."""
        found = []
        if self.signed is not None and self.root is None:
            found.append(
                f"the ledger has {self.size} entries, and {self.signed.size} of it were signed"
            )
        elif self.signed is not None and not self.holds:
            found.append(f"the ledger is not what was signed at size {self.signed.size}")
        if self.unsigned_since is not None and now - self.unsigned_since > SIGNED_WITHIN:
            first = self.signed.size if self.signed else 0
            found.append(
                f"entries from {first} on wait for a signed checkpoint since"
                f" {instant_text(self.unsigned_since)}"
            )
        return found
