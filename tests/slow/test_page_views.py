"""Axe, the console and the layout find nothing on any page, in any state, theme or width."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.e2e.chromium import needs_chromium
from tests.slow.conftest import Say
from tests.slow.page.fixtures import REPORTS, report
from tests.slow.page.look import Seen, look, table
from tests.slow.page.states import State, states

pytestmark = [pytest.mark.slow, needs_chromium]
WRONG = """<!doctype html><html lang="en"><title>Wrong</title><main><h1>Wrong</h1>
<img src="data:,"><p class="wide" style="width:500px;margin:0;color:#ccc;background:#fff">Pale</p>
</main><style>body { margin: 0 }</style>
<script>console.error("lost"); throw new Error("broken");</script>"""
STATES = ("full", "loading", "empty", "error", "stale", "offline")


@pytest.fixture(scope="module")
def looks(say: Say) -> Iterator[list[Seen]]:
    """What was seen in all states; told as a table at the end."""
    looks: list[Seen] = []
    began = time.monotonic()
    yield looks
    views = sum(one.views for one in looks)
    say(f"page, {views} views in {time.monotonic() - began:.0f} s, findings of views:")
    for line in table(looks).splitlines():
        say(line)
    lines = [line for one in looks for line in one.lines()]
    report("views.md", "\n".join([table(looks), "", *(f"- {line}" for line in lines), ""]))


@pytest.mark.parametrize("name", STATES)
def test_nothing_is_found_on_any_page(
    browser: Browser,
    axe: str,
    page_url: str,
    page_routes: list[str],
    empty_url: str,
    looks: list[Seen],
    name: str,
) -> None:
    state = states(empty_url)[name]
    pictures = REPORTS / "views"
    full = {one.route: one for one in looks if one.state == "full"}
    # What shows no data looks the same in every state.
    shown = [route for route in page_routes if route not in full or full[route].needs_data]
    seen = [look(browser, axe, page_url, route, state, pictures) for route in shown]
    looks.extend(seen)
    found = [line for one in seen for line in one.lines()]
    assert not found, "\n".join((f"pictures of what was seen: {pictures}", *found))
    same = [one.route for one in seen if one.route in full and one.words == full[one.route].words]
    assert name == "full" or same == [], f"nothing is said of the state {name} on {same}"


def test_what_is_wrong_with_a_page_is_found(browser: Browser, axe: str, tmp_path: Path) -> None:
    wrong = State(
        "wrong",
        lambda context: context.route(
            "**/*", lambda route: route.fulfill(body=WRONG, content_type="text/html")
        ),
    )
    seen = look(browser, axe, "http://wrong.test", "/", wrong, tmp_path)
    told = "\n".join(seen.lines())
    for finding in ("axe image-alt", "axe color-contrast", "console: lost", "script error: broken"):
        assert finding in told
    assert "320: it scrolls sideways: 500 px of content in 320: p.wide" in told
    assert "light 360, light 768, light 1440, dark 360" in told
