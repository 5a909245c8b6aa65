"""The six states in which a page is looked at: what the API says to it, made in the browser."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import httpx
from playwright.sync_api import BrowserContext, Page, Route

from functions.domain.units import instant_text

API = "/api/"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
BEHIND = timedelta(hours=5)
"""By which the clock of a stale API is ahead of its forecasts: greyed, not yet gone."""
QUIET_MS = 600
"""For how long nothing in the document changes that may be called settled."""
SETTLED_MS_MAX = 15_000
PROBLEM = {
    "type": "urn:candor:problem:vendor-unavailable",
    "title": "A part is not there",
    "status": 503,
    "detail": "the database does not answer",
    "instance": "/api/v1",
    "trace_id": TRACE,
}
WAITS_FOREVER = "AbortController.prototype.abort = () => {};"
"""The page gives up after five seconds; one that loads is looked at for longer."""
SETTLED = """([quiet, most]) => new Promise(done => {
  setTimeout(done, most);
  const timer = () => setTimeout(() => { watch.disconnect(); done(); }, quiet);
  let last = timer();
  const watch = new MutationObserver(records => {
    // A countdown goes on by itself.
    if (records.every(({ type }) => type === "characterData")) return;
    clearTimeout(last); last = timer();
  });
  watch.observe(document, { subtree: true, childList: true, attributes: true,
    characterData: true });
})"""

Prepare = Callable[[BrowserContext], object]
Enter = Callable[[Page], None]


@dataclass(frozen=True)
class State:
    """What is done to the browser before a page is opened, to the page, and at the end."""

    name: str
    prepare: Prepare
    enter: Enter = lambda _page: None
    leave: Enter = lambda _page: None
    fails: bool = False
    """Whether the browser itself then complains of requests that failed, or were given up."""


def states(empty_url: str) -> Mapping[str, State]:
    """Each by its name; `empty_url` is the API of a world that has no record."""
    all_of_them = (
        State("full", lambda _context: None),
        _loading(),
        State("empty", lambda context: _from(context, empty_url)),
        State("error", _broken, _given_up, fails=True),
        State("stale", _stale),
        State("offline", lambda _context: None, _cut_off, fails=True),
    )
    return {state.name: state for state in all_of_them}


def settle(page: Page) -> None:
    """Return when the page has stopped changing; one that never does is looked at as it is."""
    page.evaluate(SETTLED, [QUIET_MS, SETTLED_MS_MAX])


def _intercept(context: BrowserContext, answer: Callable[[Route], None]) -> None:
    context.route(lambda url: urlsplit(url).path.startswith(API), answer)


def _loading() -> State:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    def prepare(context: BrowserContext) -> None:
        context.add_init_script(WAITS_FOREVER)
        _intercept(context, hold)

    def leave(_page: Page) -> None:
        for route in held:
            route.abort()
        held.clear()

    return State("loading", prepare, leave=leave, fails=True)


def _broken(context: BrowserContext) -> None:
    body = json.dumps(PROBLEM)
    _intercept(
        context,
        lambda route: route.fulfill(
            status=503,
            body=body,
            headers={"content-type": "application/problem+json", "x-trace-id": TRACE},
        ),
    )


def _from(context: BrowserContext, url: str) -> None:
    def answer(route: Route) -> None:
        asked = urlsplit(route.request.url)
        found = httpx.get(f"{url}{asked.path}", params=asked.query, timeout=30)
        kept = {"content-type", "age", "x-candor-stale", "x-trace-id"}
        headers = {name: value for name, value in found.headers.items() if name in kept}
        route.fulfill(status=found.status_code, body=found.content, headers=headers)

    _intercept(context, answer)


def _stale(context: BrowserContext) -> None:
    def answer(route: Route) -> None:
        if route.request.method != "GET":
            route.continue_()
            return
        found = route.fetch()
        headers = {**found.headers, "x-candor-stale": "1", "age": str(60)}
        body = found.body()
        if urlsplit(route.request.url).path == "/api/v1/status":
            document = json.loads(body)
            now = datetime.fromisoformat(document["clock"]["now"])
            document["clock"]["now"] = instant_text(now + BEHIND)
            body = json.dumps(document).encode()
        route.fulfill(status=found.status, headers=headers, body=body)

    _intercept(context, answer)


def _given_up(page: Page) -> None:
    # One try more after a second, and the state is an error.
    page.wait_for_timeout(2500)
    settle(page)


def _cut_off(page: Page) -> None:
    page.context.set_offline(True)
    # As when a reader comes back to the tab: everything is asked for again.
    page.evaluate("document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))")
    page.wait_for_timeout(2500)
    settle(page)
