"""QStash's schedules over its wire protocol, as its API reference describes them."""

import json
from dataclasses import dataclass, field
from typing import Any

from mlops.deployment.schedules.cron_expression import CronExpression
from tests.mlops.deployment.wire_server import Heard, Said

CREATED_AT_MS = 1_764_000_000_000


@dataclass
class QstashEmulator:
    """One account: a token and its schedules by id."""

    token: str
    schedules: dict[str, dict[str, Any]] = field(default_factory=dict)

    def answer(self, heard: Heard) -> Said:
        """POST /v2/schedules/{destination} creates or overwrites; GET /v2/schedules lists."""
        if heard.headers.get("authorization") != f"Bearer {self.token}":
            return _said(401, {"error": "unauthorized"})
        _, _, destination = heard.path.partition("/v2/schedules")
        if heard.method == "GET" and not destination:
            return _said(200, list(self.schedules.values()))
        if heard.method == "POST" and destination.startswith("/http"):
            return self._create(destination[1:], heard)
        return _said(404, {"error": "not found"})

    def _create(self, destination: str, heard: Heard) -> Said:
        told = heard.headers
        CronExpression.parse(told["upstash-cron"])
        name = told.get("upstash-schedule-id", f"scd_{len(self.schedules)}")
        self.schedules[name] = {
            "scheduleId": name,
            "destination": destination,
            "cron": told["upstash-cron"],
            "createdAt": CREATED_AT_MS,
            "method": told.get("upstash-method", "POST"),
            "body": heard.body.decode(),
            "retries": int(told.get("upstash-retries", 3)),
            "timeout": int(told["upstash-timeout"].removesuffix("s")),
        }
        return _said(201, {"scheduleId": name})


def _said(status: int, document: Any) -> Said:
    return Said(status, json.dumps(document).encode(), {"Content-Type": "application/json"})
