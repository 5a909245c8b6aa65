"""Questions to Prometheus, and nothing of an answer that is no number."""

import math
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import httpx

from functions.domain.errors import VendorRejected
from mlops.monitoring.watcher.answers import answer_of

VENDOR = "prometheus"
Labels = Mapping[str, str]


class Prometheus:
    """Its HTTP API, through a client that has its address and its user.

    Every question raises VendorUnavailable or VendorRejected.
    """

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def instant(self, query: str, at: datetime) -> list[tuple[Labels, float]]:
        """What holds at an instant, by labels."""
        data = await self._data("query", query=query, time=f"{at.timestamp():.3f}")
        samples = [(one["metric"], float(one["value"][1])) for one in data["result"]]
        return [(labels, value) for labels, value in samples if math.isfinite(value)]

    async def range(
        self, query: str, first: datetime, last: datetime, step: timedelta
    ) -> list[tuple[Labels, list[tuple[datetime, float]]]]:
        """What held at every step, by labels, oldest first."""
        data = await self._data(
            "query_range",
            query=query,
            start=f"{first.timestamp():.3f}",
            end=f"{last.timestamp():.3f}",
            step=f"{step.total_seconds():.0f}",
        )
        return [
            (one["metric"], [(_instant(at, first), float(value)) for at, value in one["values"]])
            for one in data["result"]
        ]

    async def alert_annotations(self) -> dict[str, Mapping[str, str]]:
        """The annotations of every alert as they are written in its rule, by its name."""
        data = await self._data("rules", type="alert")
        return {
            rule["name"]: rule.get("annotations", {})
            for group in data["groups"]
            for rule in group["rules"]
        }

    async def _data(self, what: str, **asked: str) -> Any:
        request = self._http.build_request("GET", f"/api/v1/{what}", params=asked)
        answer = await answer_of(VENDOR, self._http, request)
        try:
            return answer["data"]
        except (KeyError, TypeError):
            raise VendorRejected(VENDOR, f"answered /api/v1/{what} without data") from None


def _instant(epoch_s: float, like: datetime) -> datetime:
    return datetime.fromtimestamp(float(epoch_s), like.tzinfo)
