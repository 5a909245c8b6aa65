"""How much the built page weighs, gzip, and whether each of its parts keeps to its budget.

`python -m mlops.release.preflight.page_budget [FOLDER]` prints a table (`make check` does) and
fails where a part is too big. What a chunk brings is read from the built files themselves.
"""

import gzip
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from functions.domain.errors import CandorError, InvalidInput
from mlops.local.settings import REPOSITORY
from mlops.release.preflight.build_size import SCRIPT

DIST = REPOSITORY / "frontend" / "dist"
SHELLS = ("shell.html", "index.html")
ASSETS = "assets/"
KILOBYTE = 1e3
FIRST_SCRIPTS_KB, FIRST_STYLES_KB, CHUNK_KB, STYLES_KB = 100.0, 5.0, 60.0, 20.0
ROUTE_KB, FORECAST_KB = 125.0, 180.0
"""The budgets, kB gzip; the last two are all that one address can load, scripts and styles.

A third of the forecast's is the library of charts that only "Explore" loads.
"""
FORECAST = "forecast"
ADVICE = (
    "load later what is not needed at once (`lazy(() => import(…))`), take a smaller library,"
    " or raise the budget in mlops/release/preflight/page_budget.py and say why"
)
STYLE = re.compile(r'<link\b[^>]*\brel="stylesheet"[^>]*\bhref="/(?P<href>[^"]+)"')
LATER = re.compile(
    r'\bimport\(["`]\./(?P<name>[^"`]+)["`]\)'
    r"(?:(?:(?!\bimport\().){0,200}?__vite__mapDeps\(\[(?P<brought>[\d,]*)\]\))?"
)
LISTED = re.compile(r"m\.f=\[(?P<names>[^\]]*)\]")
"""Vite writes down, beside each import that waits, all the files that come with it."""
PAGE = re.compile(r"assets/(?P<page>\w+)Pages?-[\w-]+\.js")


@dataclass(frozen=True, slots=True)
class Part:
    """One row: bytes, packed, and the most it may be."""

    name: str
    bytes: int
    kb_max: float

    @property
    def is_too_big(self) -> bool:
        """Whether it breaks its budget."""
        return self.bytes / KILOBYTE > self.kb_max


class Build:
    """The built page in a folder. Raises InvalidInput where there is none, or half of one."""

    def __init__(self, folder: Path) -> None:
        shell = next((folder / name for name in SHELLS if (folder / name).is_file()), None)
        if shell is None:
            raise InvalidInput(f"there is no built page in {folder}; run `make setup`")
        html = shell.read_text()
        self._packed = {
            f"{ASSETS}{file.name}": len(gzip.compress(file.read_bytes()))
            for file in sorted((folder / ASSETS).glob("*.*s"))
        }
        self._text = {
            name: (folder / name).read_text() for name in self._packed if name.endswith(".js")
        }
        found = [(one["src"] or one["href"]).lstrip("/") for one in SCRIPT.finditer(html)]
        self.scripts = frozenset(found)
        self.styles = frozenset(one["href"] for one in STYLE.finditer(html))
        if not self.scripts or not self._packed.keys() >= self.scripts | self.styles:
            raise InvalidInput(f"{shell.name} does not name the files that were built: {found}")

    def parts(self) -> list[Part]:
        """Every row of the table."""
        first = self.scripts | self.styles
        rows = [
            Part("first view, scripts", self._sum(self.scripts), FIRST_SCRIPTS_KB),
            Part("first view, styles", self._sum(self.styles), FIRST_STYLES_KB),
            Part("all styles", self._sum(n for n in self._packed if n.endswith(".css")), STYLES_KB),
        ]
        rows += [
            Part(f"chunk {name.removeprefix(ASSETS)}", self._packed[name], CHUNK_KB)
            for name in self._text
            if name not in self.scripts
        ]
        return rows + [
            Part(
                f"address: {name}",
                self._sum(first | brought),
                FORECAST_KB if name == FORECAST else ROUTE_KB,
            )
            for name, brought in self._addresses().items()
        ]

    def _addresses(self) -> Mapping[str, frozenset[str]]:
        """All that each address can load beyond the first view."""
        later = {name: files for one in self.scripts for name, files in self._later(one).items()}
        pages = {found["page"].lower(): name for name in later if (found := PAGE.fullmatch(name))}
        of_first = [files for name, files in later.items() if name not in pages.values()]
        return {
            FORECAST: self._with_theirs(frozenset().union(*of_first)),
            **{page: self._with_theirs(later[name]) for page, name in sorted(pages.items())},
        }

    def _with_theirs(self, files: frozenset[str]) -> frozenset[str]:
        theirs = files.union(
            *(more for one in files - self.scripts for more in self._later(one).values())
        )
        return files if theirs == files else self._with_theirs(theirs)

    def _later(self, name: str) -> dict[str, frozenset[str]]:
        """What a script imports when it is needed, and the files that come with it."""
        text = self._text.get(name, "")
        listed = LISTED.search(text)
        names = re.findall(r'"([^"]+)"', listed["names"]) if listed else []
        found: dict[str, frozenset[str]] = {}
        for one in LATER.finditer(text):
            files = {names[int(index)] for index in (one["brought"] or "").split(",") if index}
            own = f"{ASSETS}{one['name']}"
            found[own] = frozenset({own, *files}) & self._packed.keys()
        return found

    def _sum(self, names: Iterable[str]) -> int:
        return sum(self._packed[name] for name in {*names})


def table(parts: Sequence[Part]) -> str:
    """One line each: kB gzip, budget, what it is."""
    lines = [f"{'kB gzip':>8} {'budget':>7}  part"]
    for part in parts:
        mark = "  too big" if part.is_too_big else ""
        lines.append(f"{part.bytes / KILOBYTE:8.1f} {part.kb_max:7.0f}  {part.name}{mark}")
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> int:
    """Print the table; 1 where a part is too big, 2 where there is no page."""
    try:
        parts = Build(Path(arguments[0]) if arguments else DIST).parts()
    except CandorError as error:
        sys.stderr.write(f"Error: {error}\n")
        return 2
    sys.stdout.write(f"{table(parts)}\n")
    if big := [part.name for part in parts if part.is_too_big]:
        sys.stderr.write(f"Error: too big: {', '.join(big)}; {ADVICE}\n")
    return 1 if big else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
