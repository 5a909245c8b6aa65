"""Render's figures, asked of our emulator, which Render's own specification judges."""

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator

from functions.adapters.system import SystemClock
from functions.domain.errors import VendorRejected, VendorUnavailable
from functions.domain.metrics.outside import (
    RENDER_CPU,
    RENDER_CPU_LIMIT,
    RENDER_DISK,
    RENDER_DISK_LIMIT,
    RENDER_MEMORY,
    RENDER_MEMORY_LIMIT,
)
from mlops.local.emulators.render.app import RenderEmulator, render_app
from mlops.local.emulators.render.hosted import Hosted
from mlops.monitoring.watcher.render import ask_render
from tests.fakes.meter import FakeMeter

KEY = "rnd_kX7pQ2vT9wL4zN8cB1mR6yF3hJ5dG0aS"
NAMES = "candor-{service}-production"
CLOCK = SystemClock()


def emulator(folder: Path) -> RenderEmulator:
    """Two services that are this process, looked at twice."""
    (folder / "block").write_bytes(b"x" * 100_000)
    hosted = [
        Hosted("candor-prometheus-production", "starter", 0, folder),
        Hosted("candor-watcher-production", "starter", 0),
        Hosted("somebody-elses", "standard", 0),
    ]
    for number, one in enumerate(hosted):
        one.session = os.getsid(0)
        for second in (0.0, 10.0):
            one.sample(CLOCK.now(), second + number)
    return RenderEmulator(hosted, KEY, CLOCK)


@asynccontextmanager
async def api(folder: Path, key: str = KEY) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(render_app(emulator(folder))),
        base_url="http://render.test/v1",
        headers={"Authorization": f"Bearer {key}"},
    ) as http:
        yield http


async def test_every_figure_of_our_services_is_told_in_cores_and_bytes(tmp_path: Path) -> None:
    meter = FakeMeter()
    async with api(tmp_path) as http:
        await ask_render(http, NAMES, meter, CLOCK)
    assert {labels for _, labels in meter.values} == {("prometheus",), ("watcher",)}
    values = {name: value for (name, labels), value in meter.values.items() if "prom" in labels[0]}
    assert values[RENDER_CPU_LIMIT.name] == 0.5
    assert values[RENDER_MEMORY_LIMIT.name] == 512e6
    assert values[RENDER_DISK_LIMIT.name] == 1e9
    assert 20e6 < values[RENDER_MEMORY.name] < 20e9
    assert 100_000 <= values[RENDER_DISK.name] < 1e6
    assert values[RENDER_CPU.name] >= 0
    assert (RENDER_DISK.name, ("watcher",)) not in meter.values


async def test_seven_requests_ask_for_everything(tmp_path: Path) -> None:
    asked: list[str] = []

    async def count(request: httpx.Request) -> None:
        asked.append(request.url.path)

    async with api(tmp_path) as http:
        http.event_hooks["request"].append(count)
        await ask_render(http, NAMES, FakeMeter(), CLOCK)
    assert len(asked) == len(set(asked)) == 7


@pytest.mark.parametrize(
    ("mode", "failure"),
    [
        ("500", VendorUnavailable),
        ("429", VendorUnavailable),
        ("html", VendorUnavailable),
        ("html-200", VendorUnavailable),
        ("403", VendorRejected),
    ],
)
async def test_each_fault_is_one_of_two_kinds(
    mode: str, failure: type[Exception], tmp_path: Path
) -> None:
    meter = FakeMeter()
    async with api(tmp_path) as http:
        await http.post("http://render.test/_faults", json={"mode": mode})
        with pytest.raises(failure):
            await ask_render(http, NAMES, meter, CLOCK)
    assert meter.values == {}


async def test_a_wrong_key_and_a_wrong_name_are_refused_with_what_to_look_at(
    tmp_path: Path,
) -> None:
    async with api(tmp_path, "rnd_wrong") as http:
        with pytest.raises(VendorRejected, match="answered /v1/services with 401"):
            await ask_render(http, NAMES, FakeMeter(), CLOCK)
    async with api(tmp_path) as http:
        with pytest.raises(VendorRejected, match="is RENDER_SERVICE_NAMES right"):
            await ask_render(http, "other-{service}", FakeMeter(), CLOCK)


def series(unit: str, value: float, at: str = "2026-11-29T03:00:00Z") -> dict[str, Any]:
    label = {"field": "service", "value": "srv-1"}
    return {"labels": [label], "values": [{"timestamp": at, "value": value}], "unit": unit}


def answers(metrics: list[dict[str, Any]]) -> httpx.MockTransport:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/services"):
            named = {"id": "srv-1", "name": "candor-mlflow-production"}
            return httpx.Response(200, json=[{"service": named, "cursor": "x"}])
        return httpx.Response(200, json=metrics)

    return httpx.MockTransport(answer)


async def told(metrics: list[dict[str, Any]]) -> float:
    meter = FakeMeter()
    async with httpx.AsyncClient(transport=answers(metrics), base_url="http://render.test") as http:
        await ask_render(http, NAMES, meter, CLOCK)
    return meter.values[RENDER_MEMORY.name, ("mlflow",)]


async def test_units_are_brought_to_ours_and_an_unknown_one_is_refused() -> None:
    assert await told([series("GB", 1.5)]) == 1.5e9
    assert await told([series("MiB", 2)]) == 2 * 2**20
    with pytest.raises(VendorRejected, match="in a form we do not know: 'parsec'"):
        await told([series("parsec", 1)])


async def test_the_newest_value_counts_and_of_two_instances_the_larger() -> None:
    old, new = series("B", 9, "2026-11-29T03:00:00Z"), series("B", 4, "2026-11-29T03:01:00Z")
    assert await told([old, new]) == 4
    assert await told([new, series("B", 5, "2026-11-29T03:01:00Z"), old]) == 5


async def test_the_emulator_answers_as_renders_specification_says(tmp_path: Path) -> None:
    specs = os.environ.get("CANDOR_SPECS")
    if not specs:
        pytest.skip("CANDOR_SPECS names no folder with render-openapi.json")
    specification = json.loads((Path(specs) / "render-openapi.json").read_text())
    services = {"$ref": "#/components/schemas/serviceList"}
    metrics = specification["paths"]["/metrics/cpu"]["get"]["responses"]["200"]["content"]
    metrics = metrics["application/json"]["schema"]
    async with api(tmp_path) as http:
        for path, schema in (
            ("/services", services),
            *(
                (f"/metrics/{one}?resource=srv-candor-prometheus-production", metrics)
                for one in ("cpu", "cpu-limit", "memory", "memory-limit", "disk-usage")
            ),
        ):
            body = (await http.get(path)).json()
            assert body, path
            if path.startswith("/metrics"):
                assert f"{path.partition('?')[0]}" in specification["paths"]
                assert body[0]["values"], path
            assert problems(body, schema, specification) == []
            assert problems([{"bogus": 1}], schema, specification) != []


def problems(body: Any, schema: dict[str, Any], specification: dict[str, Any]) -> list[str]:
    """What the specification has against an answer.

    Its `oneOf` of service details overlap, so that a right answer has several: any will do.
    """
    whole = {**schema, "components": specification["components"], "paths": specification["paths"]}
    mended = json.loads(json.dumps(whole).replace('"oneOf"', '"anyOf"'))
    return [error.message for error in Draft202012Validator(mended).iter_errors(body)]
