"""The page as it arrives: without scripts, before they run, and as they take over."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Route, expect

from tests.e2e.chromium import SEEN_MS_MAX, needs_chromium
from tests.e2e.conftest import Product

pytestmark = needs_chromium

WIDTHS = (360, 768, 1440)
CLS_MAX = 0.02
TALL_PX, PATIENCE_MS = 900, 1500
PHONE_PX, BEGUN_PX = 800, 150
"""A phone's first screen, and how much of the fan it shows at the least."""
HEADLINE = "8 in 10 chance that Bitcoin is between $"
PARTS = (".page-header", ".banner", ".choice", ".headline h1", ".headline__record", ".fan-chart")
"""What a reader sees first, from top to bottom."""
WATCHED = """
window.seen = {cls: 0, blank: 0, frames: 0};
let largest = null;
window.largestIsThere = () => largest && largest.element !== null;
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) seen.cls += entry.value;
}).observe({type: "layout-shift", buffered: true});
new PerformanceObserver(list => {
  largest = list.getEntries().at(-1);
}).observe({type: "largest-contentful-paint", buffered: true});
let begun = false;
(function look() {
  const says = document.querySelector("h1")?.textContent.includes("8 in 10 chance") ?? false;
  begun ||= says;
  if (begun) { seen.frames += 1; if (!says) seen.blank += 1; }
  requestAnimationFrame(look);
})();
"""
"""Counts, frame by frame from the first headline on, how often there was none.

What was painted largest is not there any more where it came with the HTML: the script took over.
"""


SCRIPT_CAME_AFTER_PAINT = """() => {
  const [paint] = performance.getEntriesByName("first-contentful-paint");
  const scripts = performance.getEntriesByType("resource").filter(one => one.name.endsWith(".js"));
  // A browser that is slow to paint is waited for half a second.
  const earliest = Math.min(paint.startTime, 500);
  return scripts.length > 0 && scripts.every(one => one.startTime >= earliest);
}"""


@dataclass
class Visit:
    """A page, and what it complained about."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    def listen(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)


@contextmanager
def visit(
    browser: Browser, product: Product, width: int = 1440, *, scripts: bool = True
) -> Iterator[Visit]:
    """A visitor whose clock shows UTC."""
    context = browser.new_context(
        base_url=product.url,
        java_script_enabled=scripts,
        timezone_id="UTC",
        viewport={"width": width, "height": TALL_PX},
    )
    one = Visit(context.new_page())
    one.page.on("console", one.listen)
    one.page.on("pageerror", lambda error: one.complaints.append(str(error)))
    yield one
    context.close()


def tops(page: Page) -> dict[str, tuple[int, int]]:
    """Where each part begins and how tall it is, in pixels."""
    boxes = {part: page.locator(part).first.bounding_box() for part in PARTS}
    assert all(boxes.values()), boxes
    return {part: (round(box["y"]), round(box["height"])) for part, box in boxes.items() if box}


@pytest.mark.parametrize("width", WIDTHS)
def test_without_scripts_the_forecast_can_be_read_whole(
    browser: Browser, product: Product, width: int
) -> None:
    with visit(browser, product, width, scripts=False) as visited:
        page = visited.page
        page.goto("/")
        expect(page.locator("h1")).to_contain_text(HEADLINE)
        expect(page.locator("h1")).to_contain_text("UTC")
        assert page.locator("svg:visible").count() == 1
        expect(page.get_by_role("img")).to_be_visible()
        rows = page.locator("table:visible tbody tr")
        assert rows.count() == 4
        assert all(text.count(" to $") == 3 for text in rows.all_inner_texts())
        expect(page.get_by_text("It is not financial advice")).to_be_visible()
        assert page.locator(".skeleton:visible").count() == 0
        page.get_by_label("How far ahead").get_by_role("link", name="4 hours", exact=True).click()
        assert page.url.endswith("/?horizon=4h")
        assert page.locator(".horizons [aria-current]").inner_text() == "4 hours"
        expect(page.locator("h1")).to_contain_text(HEADLINE)
        wide = page.locator("html").bounding_box()
        assert wide is not None
        assert wide["width"] <= width
        assert visited.complaints == []


def test_the_first_screen_of_a_phone_shows_the_headline_and_the_fan(
    browser: Browser, product: Product
) -> None:
    with visit(browser, product, 360, scripts=False) as visited:
        visited.page.goto("/")
        top, _ = tops(visited.page)[".fan-chart"]
        assert top + BEGUN_PX <= PHONE_PX
        expect(visited.page.locator(".banner")).to_contain_text("Replay of past prices, not live")


def test_pages_that_are_all_script_lead_readers_without_it_to_what_can_be_read(
    browser: Browser, product: Product
) -> None:
    with visit(browser, product, scripts=False) as visited:
        visited.page.goto("/record")
        visited.page.get_by_role("link", name="the newest forecasts").click()
        expect(visited.page.locator("h1")).to_contain_text(HEADLINE)


@pytest.mark.parametrize("path", ["/method", "/terms", "/privacy", "/imprint"])
def test_pages_that_are_words_alone_can_be_read_without_scripts(
    browser: Browser, product: Product, path: str
) -> None:
    with visit(browser, product, 360, scripts=False) as visited:
        page = visited.page
        page.goto(path)
        expect(page.locator("h1")).to_be_visible()
        assert page.locator("main p:visible").count() > 2
        assert page.locator(".skeleton:visible, .slow:visible").count() == 0
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert visited.complaints == []


@pytest.mark.parametrize("width", WIDTHS)
def test_the_script_puts_every_part_where_it_was(
    browser: Browser, product: Product, width: int
) -> None:
    # The world moves on between two visits: both are given the same page, and no news.
    answer = httpx.get(product.url, headers={"Accept-Encoding": "identity"})

    def arrive(route: Route) -> None:
        route.fulfill(status=200, headers=dict(answer.headers), body=answer.content)

    with visit(browser, product, width) as arriving:
        arriving.page.route(product.url + "/", arrive)
        arriving.page.route("**/assets/*.js", lambda route: route.abort())
        arriving.page.goto("/")
        expect(arriving.page.locator("h1")).to_contain_text(HEADLINE)
        before = tops(arriving.page)
    with visit(browser, product, width) as taken_over:
        taken_over.page.route(product.url + "/", arrive)
        taken_over.page.route("**/api/**", lambda _: None)  # no answer yet
        taken_over.page.goto("/")
        expect(taken_over.page.get_by_test_id("headline")).to_be_visible(timeout=SEEN_MS_MAX)
        after = tops(taken_over.page)
    assert after == before


def test_a_reader_whose_script_does_not_come_is_told_so_and_shown_the_table(
    browser: Browser, product: Product
) -> None:
    with visit(browser, product) as visited:
        visited.page.route("**/assets/*.js", lambda route: route.fulfill(status=404))
        visited.page.goto("/")
        expect(visited.page.get_by_role("alert")).to_contain_text("did not come")
        expect(visited.page.locator("table:visible tbody tr")).to_have_count(4)
        assert visited.page.locator(".skeleton:visible").count() == 0


@pytest.mark.parametrize("width", WIDTHS)
def test_the_script_takes_over_without_a_flash_a_shift_or_a_complaint(
    browser: Browser, product: Product, width: int
) -> None:
    with visit(browser, product, width) as visited:
        visited.page.add_init_script(WATCHED)
        visited.page.goto("/")
        expect(visited.page.get_by_test_id("headline")).to_be_visible(timeout=SEEN_MS_MAX)
        visited.page.wait_for_timeout(PATIENCE_MS)
        seen = visited.page.evaluate("seen")
        assert visited.page.evaluate("largestIsThere()") is False
        assert visited.page.evaluate(SCRIPT_CAME_AFTER_PAINT) is True
        assert visited.complaints == []  # of the policy, too
    assert seen["frames"] > 0
    assert seen["blank"] == 0
    assert seen["cls"] < CLS_MAX, seen
