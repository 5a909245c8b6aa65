"""Every journey by keyboard alone, and the page at 200 % zoom: WCAG 2.2 in a real browser."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.e2e.chromium import SEEN_MS_MAX, needs_chromium
from tests.e2e.conftest import Product

pytestmark = needs_chromium

TABS_MAX = 60
ROUTES = (
    "/", "/record", "/history", "/ledger", "/models", "/status", "/method", "/developers",
    "/terms", "/privacy", "/imprint", "/nowhere",
)  # fmt: skip
# What WCAG 1.4.12 lets a reader set.
SPACED = (
    "*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}"
    "p{margin-bottom:2em!important}"
)


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    yield page
    page.close()


def arrive(page: Page, product: Product, path: str) -> None:
    """Open a page and wait for its heading."""
    page.goto(f"{product.url}{path}")
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=SEEN_MS_MAX)


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until it has the focus, once there is something to do with it."""
    expect(wanted).to_be_enabled(timeout=SEEN_MS_MAX)
    for _ in range(TABS_MAX):
        page.keyboard.press("Tab")
        if wanted.evaluate("one => one === document.activeElement"):
            return
    pytest.fail("no Tab leads there")


def test_the_first_tab_skips_to_the_content(page: Page, product: Product) -> None:
    arrive(page, product, "/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_a_place_found_before_the_script_came_is_kept(browser: Browser, product: Product) -> None:
    page, held, came = browser.new_page(), list[Route](), list[bool]()

    def hold(route: Route) -> None:
        if came:
            route.continue_()
        else:
            held.append(route)

    page.route("**/assets/*.js", hold)
    page.goto(product.url)
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=SEEN_MS_MAX)
    record = page.get_by_role("link", name="Track record", exact=True)
    tab_to(page, record)
    page.wait_for_timeout(1000)  # the script is asked for after half of that, if not before
    came.append(True)
    for one in held:
        one.continue_()
    expect(page.get_by_test_id("headline")).to_be_visible(timeout=SEEN_MS_MAX)
    expect(record).to_be_focused()
    page.close()


def test_the_forecast_is_read_and_asked_without_a_mouse(page: Page, product: Product) -> None:
    arrive(page, product, "/?horizon=24h")
    tab_to(page, page.get_by_role("radio", name="24 hours"))
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile("horizon=4h"))
    chart = page.get_by_role("slider", name="Read the chart hour by hour")
    tab_to(page, chart)
    page.keyboard.press("End")
    expect(chart).to_have_attribute("aria-valuetext", re.compile("^Forecast for .*80% between"))
    page.keyboard.press("ArrowLeft")
    expect(chart).to_have_attribute("aria-valuetext", re.compile("closed at"))
    expect(page.locator(".chart-reader__told")).to_have_css("opacity", "1")
    twin = page.get_by_text("The numbers behind the picture").first
    tab_to(page, twin)
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="Quantiles of the forecast")).to_be_visible()
    level = page.get_by_role("slider", name="Your price")
    tab_to(page, level)
    page.keyboard.press("Home")
    expect(page).to_have_url(re.compile(r"level=\d+"))


def test_the_record_opens_a_dot_and_closes_it_without_a_mouse(page: Page, product: Product) -> None:
    arrive(page, product, "/record?horizon=24h")
    dots = page.get_by_role("slider", name=re.compile("Enter opens one"))
    tab_to(page, dots)
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    opened = page.get_by_role("button", name=re.compile("^Close"))
    expect(opened).to_be_visible(timeout=SEEN_MS_MAX)
    page.keyboard.press("Escape")
    expect(opened).to_have_count(0)
    expect(dots).to_be_focused()


def test_the_history_is_scrubbed_without_a_mouse(page: Page, product: Product) -> None:
    arrive(page, product, "/history?horizon=24h")
    tab_to(page, page.get_by_role("slider", name=re.compile("^Slot of")))
    page.keyboard.press("Home")
    expect(page).to_have_url(re.compile("slot=24h-"))


def test_the_ledger_is_verified_without_a_mouse(page: Page, product: Product) -> None:
    arrive(page, product, "/ledger")
    button = page.get_by_role("button", name="Verify this one")
    tab_to(page, button)
    page.keyboard.press("Enter")
    expect(page.locator(".verification__sentence")).to_be_visible(timeout=60_000)
    expect(button).to_be_focused()


@pytest.mark.parametrize("path", ROUTES)
def test_nothing_is_cut_off_at_twice_the_size_and_with_wide_text(
    browser: Browser, product: Product, path: str
) -> None:
    # The reader's own styles are no concern of the page's policy.
    page = browser.new_page(viewport={"width": 320, "height": 512}, bypass_csp=True)
    arrive(page, product, path)
    expect(page.locator(".skeleton")).to_have_count(0, timeout=SEEN_MS_MAX)
    fits = "document.documentElement.scrollWidth <= innerWidth"
    assert page.evaluate(fits)
    page.add_style_tag(content=SPACED)
    page.wait_for_timeout(200)
    assert page.evaluate(fits)
    page.close()


@pytest.mark.parametrize("path", ROUTES)
def test_nothing_is_cut_off_on_a_phone_with_letters_twice_as_large(
    browser: Browser, product: Product, path: str
) -> None:
    page = browser.new_page(viewport={"width": 180, "height": 400})  # 360 px at 200 %
    arrive(page, product, path)
    expect(page.locator(".skeleton")).to_have_count(0, timeout=SEEN_MS_MAX)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.close()


SMALL_TARGETS = """() => [...document.querySelectorAll('a, button, input, select, summary')]
  .filter((one) => {
    // A label around it is pressed, too.
    const {width, height} = (one.closest('label') ?? one).getBoundingClientRect();
    const style = getComputedStyle(one);
    // Links in a sentence may be as low as its lines (2.5.8, inline).
    const inline = one.tagName === 'A' && style.display === 'inline';
    // A radio that is not seen is pressed by its label.
    const seen = style.opacity !== '0' && width > 1;
    return seen && !inline && !one.closest('.skip') && (height < 24 || width < 24);
  })
  .map((one) => one.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("path", ROUTES)
def test_what_is_pressed_is_large_enough(page: Page, product: Product, path: str) -> None:
    arrive(page, product, path)
    expect(page.locator(".skeleton")).to_have_count(0, timeout=SEEN_MS_MAX)
    assert page.evaluate(SMALL_TARGETS) == []
