"""Axe, the console and the layout find nothing on any page, in any state, theme or width."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.e2e.chromium import needs_chromium
from tests.slow.conftest import Say
from tests.slow.page.fixtures import REPORTS, report
from tests.slow.page.look import Seen, look, table
from tests.slow.page.states import states

pytestmark = [pytest.mark.slow, needs_chromium]
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
