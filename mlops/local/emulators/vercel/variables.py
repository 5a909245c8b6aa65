"""The variables of a project on Vercel: values of sensitive ones are never told back."""

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(slots=True)
class Variable:
    """One variable with its value."""

    id: str
    row: dict[str, Any] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """As Vercel shows it."""
        shown = "" if self.row["type"] == "sensitive" else self.row["value"]
        return {**self.row, "id": self.id, "value": shown}


class Variables:
    """All variables, by id."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._ids = itertools.count(1)
        self._all: dict[str, Variable] = {}

    def shown(self) -> list[dict[str, Any]]:
        """All of them as Vercel shows them."""
        return [one.document() for one in self._all.values()]

    def values(self) -> dict[str, str]:
        """What a deployment that is built now would know."""
        return {one.row["key"]: one.row["value"] for one in self._all.values()}

    def write(self, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Create each, or change the one of its name and target."""
        now = int(self._now().timestamp() * 1000)
        written = []
        for row in rows:
            one = self._like(row) or Variable(f"env_{next(self._ids):016}", {"createdAt": now})
            one.row = {**one.row, **row, "updatedAt": now}
            self._all[one.id] = one
            written.append(one.document())
        return written

    def remove(self, id: str) -> dict[str, Any]:
        """Take one away. Raises KeyError."""
        return self._all.pop(id).document()

    def _like(self, row: Mapping[str, Any]) -> Variable | None:
        for one in self._all.values():
            if one.row["key"] == row["key"] and set(one.row["target"]) & set(row["target"]):
                return one
        return None
