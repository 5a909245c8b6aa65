"""Who sees to which alert: silences at Alertmanager, by its API of version 2."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

import httpx

from functions.domain.errors import InvalidInput, NotFound, VendorRejected, VendorUnavailable
from functions.domain.units import instant_text, parse_instant

TIMEOUT_S = 10.0
VENDOR = "alertmanager"
MATCHED = ("alertname", "warning")
"""A warning that nobody sees to comes again as another alert, which names it in `warning`."""
ESCALATION = "WarningUnattended"
"""That other alert's name, the same for every warning."""


@dataclass(frozen=True, slots=True)
class Alert:
    """One that fires. `warning` is what it escalates, `seen_by` the silences it is under."""

    name: str
    severity: str
    summary: str
    since: datetime
    warning: str
    seen_by: Sequence[str]
    is_inhibited: bool


@dataclass(frozen=True, slots=True)
class Silence:
    """One that holds now."""

    id: str
    alert: str
    by: str
    reason: str
    until: datetime


class Alertmanager:
    """The API at an address, open in a `with` block.

    Every method raises VendorUnavailable, VendorRejected.
    """

    def __init__(self, url: str) -> None:
        self._http = httpx.Client(base_url=f"{url.rstrip('/')}/api/v2", timeout=TIMEOUT_S)

    def __enter__(self) -> Self:
        """Itself; its connections are closed in the end."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connections."""
        self._http.close()

    def alerts(self) -> list[Alert]:
        """What fires, the oldest first."""
        told = self._ask("GET", "/alerts", params={"active": "true"})
        return sorted((_alert(one) for one in told), key=lambda one: one.since)

    def silences(self) -> list[Silence]:
        """Who sees to what, the soonest to end first."""
        told = self._ask("GET", "/silences")
        active = [_silence(one) for one in told if one["status"]["state"] == "active"]
        return sorted(active, key=lambda one: one.until)

    def acknowledge(
        self, name: str, by: str, reason: str, now: datetime, lasts: timedelta
    ) -> list[str]:
        """Silence an alert that fires, and its escalation; the ids. Raises InvalidInput."""
        alerts = self.alerts()
        if name == ESCALATION:
            warnings = sorted({one.warning for one in alerts if one.warning})
            raise InvalidInput(
                f"{name} stands for every warning that nobody saw to; name the warning:"
                f" {', '.join(warnings) or 'none is escalated now'}"
            )
        firing = {one.name for one in alerts}
        if name not in firing:
            there = f"there fire: {', '.join(sorted(firing))}" if firing else "nothing fires"
            raise InvalidInput(f"{name} does not fire; {there}")
        span = {"startsAt": instant_text(now), "endsAt": instant_text(now + lasts)}
        ids = []
        for label in MATCHED:
            matcher = {"name": label, "value": name, "isRegex": False, "isEqual": True}
            body = {"matchers": [matcher], **span, "createdBy": by, "comment": reason}
            ids.append(str(self._ask("POST", "/silences", json=body)["silenceID"]))
        return ids

    def expire(self, name_or_id: str) -> list[Silence]:
        """End the silences of an alert, or one by its id; those ended. Raises NotFound."""
        found = [one for one in self.silences() if name_or_id in (one.id, one.alert)]
        if not found:
            raise NotFound(f"nobody sees to {name_or_id}; `candor ack --list` says who to what")
        for one in found:
            self._ask("DELETE", f"/silence/{one.id}")
        return found

    def _ask(self, method: str, path: str, **what: Any) -> Any:
        try:
            answer = self._http.request(method, path, **what)
        except httpx.HTTPError as failure:
            why = str(failure) or type(failure).__name__
            raise VendorUnavailable(
                VENDOR, f"at {self._http.base_url} does not answer: {why}"
            ) from None
        if answer.is_server_error:
            raise VendorUnavailable(VENDOR, f"answered with {answer.status_code}")
        if not answer.is_success:
            said = answer.text.strip()[:200]
            raise VendorRejected(VENDOR, f"answered with {answer.status_code}: {said}")
        try:
            return answer.json() if answer.content else None
        except ValueError:
            raise VendorUnavailable(VENDOR, "answered with no JSON; is it Alertmanager?") from None


def _alert(told: dict[str, Any]) -> Alert:
    labels, status = told["labels"], told["status"]
    return Alert(
        name=labels.get("alertname", ""),
        severity=labels.get("severity", ""),
        summary=told["annotations"].get("summary", ""),
        since=parse_instant(told["startsAt"]),
        warning=labels.get("warning", ""),
        seen_by=tuple(status["silencedBy"]),
        is_inhibited=bool(status["inhibitedBy"]),
    )


def _silence(told: dict[str, Any]) -> Silence:
    names = [one["value"] for one in told["matchers"] if one["name"] in MATCHED]
    return Silence(
        id=told["id"],
        alert=names[0] if names else "other",
        by=told["createdBy"],
        reason=told["comment"],
        until=parse_instant(told["endsAt"]),
    )
