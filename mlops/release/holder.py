"""Who releases: a name, a machine and a process, so that a dead holder can be told from others."""

import asyncio
import os
import socket
from pathlib import Path

import psycopg

from mlops.release.log.lease import Lease, LeaseHeld

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
BOOT_ID_CHARS = 8


def machine() -> str:
    """This machine's name, where there is one with the start of its boot's id.

    Hired machines share a name (those of GitHub Actions carry that of their image), and a live
    process of another must not be taken for a dead one of this.
    """
    name = socket.gethostname()
    try:
        return f"{name}-{BOOT_ID.read_text()[:BOOT_ID_CHARS]}"
    except OSError:
        return name


def holder(who: str) -> str:
    """`who@machine process`."""
    return f"{who}@{machine()} {os.getpid()}"


async def taken(url: str, environment: str, who: str, reason: str) -> Lease:
    """The lease of an environment; one that a dead process of this machine held is taken over.

    Raises LeaseHeld.
    """
    lease = Lease(url, environment, holder(who))
    try:
        await lease.take(reason)
    except LeaseHeld:
        held = await lease.held()
        if held is None or not is_dead(held.holder):
            raise
        # Only its own: whoever took it meanwhile keeps it.
        await Lease(url, environment, held.holder).give_back()
        await lease.take(reason)
    return lease


def is_dead(name: str) -> bool:
    """Whether a holder was a process of this machine that is no more."""
    who, _, process = name.rpartition(" ")
    if who.rpartition("@")[2] != machine() or not process.isdigit():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


async def keep(lease: Lease, every_s: float, pause_s: float = 1.0) -> None:
    """Renew the lease until cancelled. Raises LeaseLost.

    A database that does not answer is asked again: the lease runs out by its clock alone.
    """
    while True:
        await asyncio.sleep(every_s)
        while True:
            try:
                await lease.renew()
                break
            except psycopg.OperationalError:
                await asyncio.sleep(pause_s)
