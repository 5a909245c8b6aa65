"""Evaluates the routes that `vercel build` compiled, as the Build Output API describes them.

A route without `continue` ends its phase; `handle` begins the next one. Files and functions
are looked up when the phase `filesystem` begins.
"""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mlops.deployment.vercel.bundle import Bundle


@dataclass
class Routed:
    """Where a path leads, and the headers that the routes put on its answer."""

    served_by: str = "nothing"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


def route(bundle: Bundle, path: str) -> Routed:
    """What the platform does with a GET of this path."""
    phases = _phases(bundle.routing)
    routed = Routed()
    path = _walk(phases["start"], path, routed)
    if _serve(bundle, path, routed):
        return routed
    path = _walk(phases["filesystem"], path, routed)
    if routed.status == 200 and _serve(bundle, path, routed):
        return routed
    routed.status = 404
    _serve(bundle, _walk(phases["error"], path, routed), routed)
    return routed


def _phases(config: Path) -> dict[str, list[dict[str, Any]]]:
    phases: dict[str, list[dict[str, Any]]] = {"start": []}
    current = "start"
    for rule in json.loads(config.read_text())["routes"]:
        if "handle" in rule:
            current = rule["handle"]
            phases[current] = []
        else:
            phases[current].append(rule)
    return phases


def _walk(rules: list[dict[str, Any]], path: str, routed: Routed) -> str:
    for rule in rules:
        if not (found := re.match(rule["src"], path)):
            continue
        routed.headers |= {name.lower(): value for name, value in rule.get("headers", {}).items()}
        if rule.get("continue"):
            continue
        routed.status = rule.get("status", routed.status)
        return re.sub(r"\$(\d)", lambda at: found[int(at[1])] or "", rule.get("dest", path))
    return path


def _serve(bundle: Bundle, path: str, routed: Routed) -> bool:
    name = path.removeprefix("/")
    file = name or "index.html"
    if file in bundle.page:
        routed.served_by = file
    elif name in bundle.functions:
        routed.served_by = name
    return routed.served_by != "nothing"
