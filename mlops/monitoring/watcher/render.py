"""CPU, memory and disk of the services on Render, from its metrics API.

One request lists the services, then one for each figure asks for all of them:
https://api-docs.render.com/reference/get-cpu
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

import httpx

from functions.domain.errors import VendorRejected
from functions.domain.metrics.labels import SERVICE
from functions.domain.metrics.metric import Metric
from functions.domain.metrics.outside import (
    RENDER_CPU,
    RENDER_CPU_LIMIT,
    RENDER_DISK,
    RENDER_DISK_LIMIT,
    RENDER_MEMORY,
    RENDER_MEMORY_LIMIT,
)
from functions.domain.units import instant_text
from functions.ports.meter import Meter
from functions.ports.world import Clock
from mlops.monitoring.watcher.answers import answer_of
from mlops.monitoring.watcher.settings import SERVICE_PLACE

RENDER_API = "https://api.render.com/v1"
FIGURES: Mapping[str, Metric] = {
    "cpu": RENDER_CPU,
    "cpu-limit": RENDER_CPU_LIMIT,
    "memory": RENDER_MEMORY,
    "memory-limit": RENDER_MEMORY_LIMIT,
    "disk-usage": RENDER_DISK,
    "disk-capacity": RENDER_DISK_LIMIT,
}
UNITS = {
    "cpu": 1.0, "cores": 1.0, "mcpu": 1e-3, "b": 1.0, "bytes": 1.0, "kb": 1e3, "mb": 1e6,
    "gb": 1e9, "kib": 2.0**10, "mib": 2.0**20, "gib": 2.0**30,
}  # fmt: skip
LOOK_BACK = timedelta(minutes=15)
RESOLUTION_S = 60
VENDOR = "render"


async def ask_render(http: httpx.AsyncClient, names: str, meter: Meter, clock: Clock) -> None:
    """Tell the newest figures of every service that Render knows by one of the `names`.

    `http` has Render's address and key. Raises VendorUnavailable, VendorRejected.
    """
    services = await _services(http, names)
    since = instant_text(clock.now() - LOOK_BACK)
    asked: list[tuple[str, str | int | float | bool | None]] = [
        ("startTime", since),
        ("resolutionSeconds", str(RESOLUTION_S)),
    ]
    asked += [("resource", one) for one in services]
    for path, metric in FIGURES.items():
        request = http.build_request("GET", f"/metrics/{path}", params=httpx.QueryParams(asked))
        series = await answer_of(VENDOR, http, request)
        try:
            newest = _newest(series, services)
        except (KeyError, TypeError, ValueError) as error:
            raise VendorRejected(VENDOR, f"told {path} in a form we do not know: {error}") from None
        for service, value in newest.items():
            meter.set(metric, value, service=service)


async def _services(http: httpx.AsyncClient, names: str) -> dict[str, str]:
    """Our names by Render's ids."""
    ours = {names.replace(SERVICE_PLACE, one): one for one in SERVICE.values}
    asked = {"name": ",".join(ours), "limit": "100"}
    listed = await answer_of(VENDOR, http, http.build_request("GET", "/services", params=asked))
    try:
        found = {one["service"]["id"]: one["service"]["name"] for one in listed}
    except (KeyError, TypeError):
        raise VendorRejected(VENDOR, "listed services in a form we do not know") from None
    services = {known: ours[name] for known, name in found.items() if name in ours}
    if not services:
        raise VendorRejected(
            VENDOR, f"has no service {' or '.join(ours)}; is RENDER_SERVICE_NAMES right?"
        )
    return services


def _newest(series: Iterable[Mapping[str, Any]], services: Mapping[str, str]) -> dict[str, float]:
    """The newest value of each service; of several instances the largest."""
    newest: dict[str, tuple[str, float]] = {}
    for one in series:
        told = {str(label["value"]) for label in one["labels"]}
        service = next((ours for known, ours in services.items() if known in told), None)
        if service is None or not one["values"]:
            continue
        last = max(one["values"], key=lambda value: str(value["timestamp"]))
        scale = UNITS[str(last.get("unit") or one["unit"]).lower()]
        found = str(last["timestamp"]), float(last["value"]) * scale
        newest[service] = max(newest.get(service, found), found)
    return {service: value for service, (_, value) in newest.items()}
