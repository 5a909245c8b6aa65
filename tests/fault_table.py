"""docs/faults.md, read: what each outside part raises, and the tests that show it."""

import re
from dataclasses import dataclass
from pathlib import Path

from functions.domain.errors import VendorError, VendorRejected, VendorUnavailable

PAGE = Path(__file__).parents[1] / "docs" / "faults.md"
FAULTS = ("refused", "blackholed", "slow", "401", "403", "409", "429", "500", "cut", "html-200")
_KINDS: dict[str, type[VendorError]] = {
    kind.__name__: kind for kind in (VendorUnavailable, VendorRejected)
}
_QUOTED = re.compile("`([^`]+)`")


@dataclass(frozen=True)
class Row:
    """One fault of one part."""

    raises: str
    tests: tuple[str, ...]

    @property
    def kind(self) -> type[VendorError]:
        """The class of the error."""
        return _KINDS[self.raises]


@dataclass(frozen=True)
class Section:
    """One part of the outside world; `named` are its ports and adapters."""

    named: tuple[str, ...]
    rows: dict[str, Row]


def fault_table() -> dict[str, Section]:
    """The sections of the page by title."""
    _, *chapters = PAGE.read_text().split("\n## ")
    return {chapter.split("\n")[0]: _section(chapter) for chapter in chapters}


def _section(chapter: str) -> Section:
    head = [line for line in chapter.splitlines() if line.startswith("Ports: ")]
    rows = {}
    for line in chapter.splitlines():
        if line.startswith("|") and not line.startswith(("| fault |", "|---")):
            fault, raises, readers, jobs, tests = (cell.strip() for cell in line[1:-1].split("|"))
            assert readers, line
            assert jobs, line
            assert fault not in rows, line
            rows[fault] = Row((_QUOTED.findall(raises) or [raises])[0], _tests(tests))
    return Section(tuple(_QUOTED.findall(" ".join(head))), rows)


def _tests(cell: str) -> tuple[str, ...]:
    return tuple(f"tests/{name}" for name in _QUOTED.findall(cell))
