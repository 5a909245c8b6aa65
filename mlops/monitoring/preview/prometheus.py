"""What Prometheus answers, over its HTTP API."""

import math
from dataclasses import dataclass
from typing import Any, Self

import httpx

from functions.domain.errors import VendorRejected, VendorUnavailable

VENDOR = "prometheus"
TIMEOUT_S = 20.0
POINTS_MAX = 11_000
"""More points a series than this Prometheus refuses to compute."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Series:
    """A series' labels, and its values by time in Unix seconds, oldest first."""

    labels: dict[str, str]
    points: tuple[Point, ...]

    @property
    def last(self) -> float | None:
        """Its newest value that is a number."""
        return next((value for _, value in reversed(self.points) if math.isfinite(value)), None)


class Prometheus:
    """Asks one server, for the length of a `with`.

    Every method raises VendorUnavailable or VendorRejected.
    """

    def __init__(self, url: str, auth: tuple[str, str] | None = None) -> None:
        self.url = url.rstrip("/")
        self._client = httpx.Client(base_url=self.url, auth=auth, timeout=TIMEOUT_S)

    def clock(self) -> float:
        """The server's own time: the only one that its samples agree with."""
        _, value = self._ask("query", query="time()")["result"]
        return float(value)

    def at(self, expr: str, when: float) -> list[Series]:
        """An expression's values at one time."""
        found = self._ask("query", query=expr, time=f"{when:.3f}")
        if found["resultType"] == "scalar":
            return [Series({}, (_point(found["result"]),))]
        return [Series(one["metric"], (_point(one["value"]),)) for one in found["result"]]

    def over(self, expr: str, start: float, end: float, step: float) -> list[Series]:
        """An expression's values every `step` seconds; a time without a value is left out."""
        asked = {"start": f"{start:.3f}", "end": f"{end:.3f}", "step": f"{step:.3f}"}
        found = self._ask("query_range", query=expr, **asked)["result"]
        return [Series(one["metric"], tuple(map(_point, one["values"]))) for one in found]

    def alerts(self) -> list[dict[str, Any]]:
        """Alerts that are pending or firing: labels, annotations, state, activeAt."""
        found: list[dict[str, Any]] = self._ask("alerts")["alerts"]
        return found

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let the connections go."""
        self._client.close()

    def _ask(self, what: str, **words: str) -> Any:
        method = "POST" if words else "GET"
        try:
            answer = self._client.request(method, f"/api/v1/{what}", data=words or None)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise VendorUnavailable(VENDOR, f"{self.url} did not answer: {error}") from error
        if answer.status_code in (401, 403):
            raise VendorRejected(VENDOR, f"{self.url} wants another name and password")
        try:
            document = answer.json()
            if document["status"] == "success":
                return document["data"]
            reason = document["error"]
        except (ValueError, KeyError, TypeError) as error:
            raise VendorUnavailable(
                VENDOR, f"{self.url} answered {answer.status_code} and no JSON of Prometheus"
            ) from error
        kind = VendorRejected if answer.status_code < 500 else VendorUnavailable
        raise kind(VENDOR, f"it refused `{words.get('query', what)}`: {reason}")


def _point(pair: list[Any]) -> Point:
    when, value = pair
    return float(when), float(value)
