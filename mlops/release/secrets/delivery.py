"""Brings what this machine kept of readings into the register; each is there once."""

from mlops.configuration.access import kept_reads
from mlops.release.secrets.entry import Entry, Kind
from mlops.release.secrets.register import Register


async def deliver(register: Register) -> int:
    """Deliver all of the environment, oldest first; gives how many. Safe to be killed anywhere."""
    kept = kept_reads(register.environment)
    if not kept:
        return 0
    await register.open()
    entries = [
        Entry(Kind.READ, one.names, one.who, f"{one.purpose}, from {one.source}", one.at, id=one.id)
        for _, one in kept
    ]
    await register.add(*entries)
    for path, _ in kept:
        # Another process may have delivered it meanwhile.
        path.unlink(missing_ok=True)
    return len(kept)
