"""Redis databases of an account at Upstash."""

import itertools
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mlops.local.emulators.fates import Ending, Fates

ACTIVE, SUSPENDED = "active", "suspended"


@dataclass(slots=True)
class Database:
    """One database; `asked` is what it was made with."""

    id: str
    name: str
    asked: Mapping[str, Any]
    created_at: datetime
    state: str = ACTIVE
    token: str = field(default_factory=lambda: secrets.token_urlsafe(40), repr=False)
    commands: int = 0
    storage_bytes: int = 0

    def document(self, *, with_token: bool) -> dict[str, Any]:
        """As Upstash shows it; its own document does not name the token that it tells."""
        told = {"password": self.token, "rest_token": self.token} if with_token else {}
        return {
            "database_id": self.id,
            "database_name": self.name,
            "region": "global",
            "port": 6379,
            "creation_time": int(self.created_at.timestamp()),
            "state": self.state,
            "endpoint": f"{self.name}-{self.id[-5:]}.upstash.example",
            "tls": True,
            "type": "free" if self.asked.get("plan") == "free" else "payg",
            "primary_region": self.asked["primary_region"],
            "all_members": [self.asked["primary_region"]],
            "eviction": self.asked.get("eviction", False),
            **told,
        }

    def stats(self) -> dict[str, Any]:
        """What it used."""
        return {
            "total_monthly_requests": self.commands,
            "total_monthly_bandwidth": 0,
            "total_monthly_storage": self.storage_bytes,
            "current_storage": self.storage_bytes,
            "days": [],
        }


class Account:
    """All databases. A fate that ends one at `active` leaves it suspended."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.fates = Fates()
        self._now = now
        self._ids = itertools.count(1)
        self._databases: dict[str, Database] = {}

    def create(self, asked: Mapping[str, Any]) -> Database:
        """A database; several may have one name."""
        key = f"96ad0856-03b1-4ee7-9666-{next(self._ids):012}"
        database = Database(key, asked["database_name"], asked, self._now())
        fate = self.fates.next("database")
        if fate is not None and fate.ending is Ending.FAILS:
            database.state = SUSPENDED
        self._databases[key] = database
        return database

    def databases(self) -> list[Database]:
        """All of them, oldest first."""
        return list(self._databases.values())

    def database(self, id: str) -> Database:
        """One. Raises KeyError."""
        return self._databases[id]

    def delete(self, database: Database) -> None:
        """Take it away."""
        del self._databases[database.id]
