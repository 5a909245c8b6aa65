"""What vercel.json says about routing, and nothing it says that we would get wrong.

Only the part of the syntax that our file uses is understood: literal paths and
`(.*)`. Anything else is refused at start, so that local routing never silently
differs from production routing.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from functions.domain.errors import InvalidInput

UNDERSTOOD = frozenset(
    {
        "$schema",
        "buildCommand",
        "crons",
        "framework",
        "functions",
        "headers",
        "installCommand",
        "outputDirectory",
        "regions",
        "rewrites",
    }
)
PAGE = ".html"
_ANYTHING = "(.*)"
_LITERAL = re.compile(r"[A-Za-z0-9_./-]*")
_DESTINATION = re.compile(r"/[A-Za-z0-9_./-]*")


@dataclass(frozen=True, slots=True)
class HeaderRule:
    """Headers for every path that matches."""

    pattern: re.Pattern[str]
    headers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Rewrite:
    """Paths that match are answered by what lies at the destination."""

    pattern: re.Pattern[str]
    destination: str


@dataclass(frozen=True, slots=True)
class VercelConfig:
    """Routing in Vercel's order: headers, then the file system, then rewrites."""

    header_rules: tuple[HeaderRule, ...]
    rewrites: tuple[Rewrite, ...]
    function_paths: frozenset[str]
    output_folder: Path

    def headers_for(self, path: str) -> dict[str, str]:
        """Headers of every rule that matches, lower-case names, the last rule winning."""
        return {
            name.lower(): value
            for rule in self.header_rules
            if rule.pattern.fullmatch(path)
            for name, value in rule.headers
        }

    def reaches_function(self, path: str) -> bool:
        """Whether a function answers this path, by its own name or through a rewrite."""
        if path in self.function_paths:
            return True
        return self._destination(path) in self.function_paths

    def file_path(self, path: str) -> str | None:
        """Path of the file that a rewrite gives for this path; None where none does."""
        destination = self._destination(path)
        return None if destination in self.function_paths else destination

    def _destination(self, path: str) -> str | None:
        matching = (one for one in self.rewrites if one.pattern.fullmatch(path))
        return next((one.destination for one in matching), None)


def read_vercel_config(path: Path) -> VercelConfig:
    """The routing of a vercel.json; InvalidInput for what the gateway does not understand."""
    try:
        document = json.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise InvalidInput(f"{path} cannot be read: {error}") from None
    if unknown := sorted(set(document) - UNDERSTOOD):
        raise InvalidInput(f"{path.name}: the gateway does not understand {', '.join(unknown)}")
    functions = frozenset("/" + name.removesuffix(".py") for name in document.get("functions", {}))
    rewrites = tuple(_rewrite(rule) for rule in document.get("rewrites", []))
    for rewrite in rewrites:
        if rewrite.destination not in functions and not rewrite.destination.endswith(PAGE):
            raise InvalidInput(f"{path.name}: no function and no page at {rewrite.destination}")
    return VercelConfig(
        header_rules=tuple(_header_rule(rule) for rule in document.get("headers", [])),
        rewrites=rewrites,
        function_paths=functions,
        output_folder=path.parent / document.get("outputDirectory", "public"),
    )


def _header_rule(rule: dict[str, Any]) -> HeaderRule:
    _only(rule, {"source", "headers"})
    pairs = tuple((header["key"], header["value"]) for header in rule["headers"])
    return HeaderRule(_pattern(rule["source"]), pairs)


def _rewrite(rule: dict[str, Any]) -> Rewrite:
    _only(rule, {"source", "destination"})
    if not _DESTINATION.fullmatch(rule["destination"]):
        raise InvalidInput(f"vercel.json: a plain path is expected, not {rule['destination']!r}")
    return Rewrite(_pattern(rule["source"]), rule["destination"])


def _only(rule: dict[str, Any], understood: set[str]) -> None:
    if set(rule) != understood:
        raise InvalidInput(
            f"vercel.json: a rule has exactly {', '.join(sorted(understood))},"
            f" not {', '.join(sorted(rule))}"
        )


def _pattern(source: str) -> re.Pattern[str]:
    literals = source.split(_ANYTHING)
    if not source.startswith("/") or not all(_LITERAL.fullmatch(part) for part in literals):
        raise InvalidInput(f"vercel.json: the gateway does not understand the source {source!r}")
    # A decoded path may hold a line break, and is a path like any other.
    return re.compile(_ANYTHING.join(re.escape(part) for part in literals), re.DOTALL)
