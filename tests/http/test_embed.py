"""What other people's pages are given: a frame, pictures, a feed, in every runtime."""

import base64
import hashlib
import re
import struct
import xml.etree.ElementTree as ET
from dataclasses import replace

import httpx
import pytest

from functions.adapters.system import SystemClock
from functions.documents.feed import ATOM
from mlops.local.settings import REPOSITORY
from mlops.local.vercel_config import read_vercel_config
from tests.http.runtimes.in_process import app_client
from tests.http.small_world import SmallWorld, services
from tests.http.test_faults import LATER_S, LaterClock, without_postgres

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
PAGES = [f"/embed/{one}" for one in ("1h", "4h", "24h", "7d")]
PICTURES = {
    "/og/24h.png": (1200, 630),
    "/embed/7d.png?width=360": (360, None),
}
EVERYTHING = [*PAGES, *PICTURES, "/feed.atom", "/feed.atom?horizon=24h"]


@pytest.mark.parametrize("url", EVERYTHING)
async def test_a_reader_who_has_it_gets_304_and_a_cdn_may_keep_it(
    api: httpx.AsyncClient, url: str
) -> None:
    first = await api.get(url)
    assert first.status_code == 200
    assert re.match(r"public, max-age=0, s-maxage=\d+,", first.headers["cache-control"])
    again = await api.get(url, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("url", PAGES)
async def test_a_frame_may_stand_anywhere_and_runs_nothing(
    api: httpx.AsyncClient, url: str
) -> None:
    answer = await api.get(url, params={"theme": "dark"})
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    policy = dict(
        part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";")
    )
    (css,) = re.findall("<style>(.*?)</style>", answer.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    assert policy["frame-ancestors"] == "*"
    assert policy["default-src"] == policy["script-src"] == "'none'"
    assert policy["style-src"] == f"'sha256-{digest}'"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert 60 <= int(answer.headers["refresh"]) <= 300
    assert "the simulated price is between" in answer.text


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("/embed/3h", "horizon: Input should be"),
        ("/embed/24h?theme=purple", "theme: Input should be"),
        ("/embed/24h?colour=red", "unknown in the query: colour; it knows theme"),
    ],
)
async def test_what_cannot_be_embedded_is_said_in_a_page_that_can(
    api: httpx.AsyncClient, url: str, said: str
) -> None:
    answer = await api.get(url)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "frame-ancestors *" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    assert said in answer.text
    assert 'href="/embed/24h"' in answer.text


@pytest.mark.parametrize("url", PICTURES)
async def test_a_picture_is_a_png_of_its_size_that_any_page_may_show(
    api: httpx.AsyncClient, url: str
) -> None:
    answer = await api.get(url)
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert answer.content.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = PICTURES[url]
    drawn = struct.unpack(">II", answer.content[16:24])
    assert drawn == (width, height or drawn[1])


async def test_a_picture_comes_in_few_sizes_and_says_which(api: httpx.AsyncClient) -> None:
    answer = await api.get("/embed/24h.png?width=361")
    assert answer.status_code == 422
    assert answer.json()["detail"] == "width: one of 360, 480, 720, 960, 1200, not 361"


async def test_a_picture_has_an_address_for_each_forecast_it_may_be_of(
    api: httpx.AsyncClient,
) -> None:
    plain = await api.get("/embed/24h.png")
    named = await api.get("/embed/24h.png?of=24h-20250717T00Z")
    assert named.content == plain.content
    assert (await api.get("/embed/24h.png?of=anything")).status_code == 422


async def test_the_feed_has_the_newest_slots_and_those_missed(api: httpx.AsyncClient) -> None:
    answer = await api.get("/feed.atom?horizon=7d")
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    entries = ET.fromstring(answer.content).findall(f"{{{ATOM}}}entry")
    rows = (await api.get("/api/v1/forecasts?horizon=7d&limit=50")).json()["forecasts"]
    links = [entry.find(f"{{{ATOM}}}link") for entry in entries]
    assert [one.attrib["href"].partition("slot=")[2] for one in links if one is not None] == [
        row["id"] for row in rows
    ]


async def test_whoever_indexes_finds_every_page_at_its_address(world: SmallWorld) -> None:
    async with services(world.settings()) as given:
        at = replace(given, public_origin="https://candor.test")
        async with app_client(at) as api:
            robots, sitemap = await api.get("/robots.txt"), await api.get("/sitemap.xml")
    assert "Sitemap: https://candor.test/sitemap.xml\n" in robots.text
    pages = [one.text for one in ET.fromstring(sitemap.content).iter(f"{{{SITEMAP}}}loc")]
    assert len(pages) == len(set(pages))
    assert {"https://candor.test/", "https://candor.test/method"} <= {*pages}
    routed = read_vercel_config(REPOSITORY / "vercel.json")
    for page in map(str, pages):
        path = page.removeprefix("https://candor.test")
        assert path == "/" or routed.file_path(path) in ("/shell.html", f"{path}.html")


async def test_without_the_database_the_last_known_is_shown_and_said_to_be(
    world: SmallWorld,
) -> None:
    async with services(world.settings()) as given, app_client(given) as api:
        for url in EVERYTHING:
            assert (await api.get(url)).headers["x-candor-stale"] == "0"
    async with without_postgres(world, LaterClock()) as given, app_client(given) as api:
        for url in EVERYTHING:
            answer = await api.get(url)
            assert (answer.status_code, answer.headers["x-candor-stale"]) == (200, "1")
            assert int(answer.headers["age"]) >= LATER_S - 1
        said = (await api.get("/embed/24h")).text
    assert "newer data cannot be read just now" in said


async def test_where_nothing_is_known_a_frame_says_so_and_asks_again(world: SmallWorld) -> None:
    unread = replace(world, cache_prefix="embed-nothing")
    async with without_postgres(unread, SystemClock()) as given, app_client(given) as api:
        answer = await api.get("/embed/24h")
        picture = await api.get("/og/24h.png")
    assert answer.status_code == 503
    assert "A part behind the API does not answer" in answer.text
    assert answer.headers["refresh"] == "60"
    assert picture.status_code == 503
    assert picture.headers["content-type"] == "application/problem+json"
