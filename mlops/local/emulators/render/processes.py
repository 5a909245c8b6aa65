"""What a process and those it started use, as Linux tells it in /proc."""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
LISTENS = "0A"
TICK_S = 1 / os.sysconf("SC_CLK_TCK")
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
SESSION, USER_TICKS, SYSTEM_TICKS, RESIDENT_PAGES = 3, 11, 12, 21
"""Places in /proc/PID/stat after the command's name."""


@dataclass(frozen=True, slots=True)
class Use:
    """Processor seconds since the start, and memory now."""

    cpu_s: float
    memory_bytes: int


def session_at(port: int) -> int | None:
    """The session whose process listens on a loopback port; None where nobody does.

    Each server of the stack is started in a session of its own.
    """
    inode = _listener(port)
    if inode is None:
        return None
    wanted = f"socket:[{inode}]"
    for process in _processes():
        with suppress(OSError):
            for descriptor in (process / "fd").iterdir():
                if str(descriptor.readlink()) == wanted:
                    return int(_stat(process)[SESSION])
    return None


def use_of(session: int) -> Use | None:
    """What all processes of a session use together; None when they have ended."""
    cpu_s, memory_bytes = 0.0, 0
    for process in _processes():
        with suppress(OSError):
            told = _stat(process)
            if int(told[SESSION]) == session:
                cpu_s += (int(told[USER_TICKS]) + int(told[SYSTEM_TICKS])) * TICK_S
                memory_bytes += int(told[RESIDENT_PAGES]) * PAGE_BYTES
    return Use(cpu_s, memory_bytes) if memory_bytes else None


def folder_bytes(folder: Path) -> int:
    """What a folder's files take on the disk."""
    total = 0
    for path in folder.rglob("*"):
        with suppress(OSError):  # one that went away meanwhile
            total += path.lstat().st_blocks * 512
    return total


def _listener(port: int) -> str | None:
    for line in (PROC / "net/tcp").read_text().splitlines()[1:]:
        words = line.split()
        if words[3] == LISTENS and int(words[1].rpartition(":")[2], 16) == port:
            return words[9]
    return None


def _processes() -> Iterator[Path]:
    return (path for path in PROC.iterdir() if path.name.isdigit())


def _stat(process: Path) -> list[str]:
    # The name in parentheses may hold anything, blanks too.
    return (process / "stat").read_text().rpartition(")")[2].split()
