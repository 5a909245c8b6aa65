"""The forecast page in a real browser: what a reader asks of it, by pointer and by keyboard."""

import re
from typing import Literal
from urllib.parse import urljoin

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.chromium import SEEN_MS_MAX, needs_chromium
from tests.e2e.conftest import Product

pytestmark = needs_chromium

ATTEMPTS_MAX, PAUSE_MS = 200, 100
SWIPE_STEPS = 12
ROUNDING = 1e-6
SAID = """() => ({
  id: document.querySelector('[data-testid=headline]').dataset.id,
  close: Number(document.querySelector('[data-testid=p-close]').dataset.value),
  touch: Number(document.querySelector('[data-testid=p-touch]').dataset.value),
  asked: document.querySelector('a[href^="/api/v1/levels"]').getAttribute('href'),
})"""


@pytest.fixture
def page(page: Page) -> Page:
    """The page with its lower part."""
    page.goto("/")
    expect(page.get_by_test_id("p-close")).to_be_visible(timeout=SEEN_MS_MAX)
    return page


def says_what_the_api_says(page: Page, product: Product) -> None:
    """Compare both, at a moment at which they speak of the same forecast: hours pass quickly."""
    for _ in range(ATTEMPTS_MAX):
        said = page.evaluate(SAID)
        told = httpx.get(urljoin(product.url, said["asked"])).raise_for_status().json()
        if told["forecast_id"] == said["id"]:
            assert said["close"] == pytest.approx(float(told["p_close_above"]), abs=ROUNDING)
            assert said["touch"] == pytest.approx(float(told["p_touch"]), abs=ROUNDING)
            return
        page.wait_for_timeout(PAUSE_MS)
    pytest.fail("page and API never spoke of the same forecast")


def test_a_typed_price_is_given_the_chance_that_the_api_gives(page: Page, product: Product) -> None:
    says_what_the_api_says(page, product)
    reference = page.evaluate("Number(document.querySelector('[type=range]').min)")
    page.get_by_label("Your price in US dollars").fill(f"{reference * 1.01:.2f}")
    says_what_the_api_says(page, product)


def test_the_level_is_dragged_in_the_picture(page: Page, product: Product) -> None:
    picture = page.get_by_role("img", name="equally likely outcomes")
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 2, box["y"] + 60, steps=4)
    page.mouse.up()
    # An hour may pass meanwhile, and with it the forecast.
    expect(page.get_by_test_id("p-close")).to_have_text(re.compile(r"^9[5-9]%$"))
    says_what_the_api_says(page, product)


def test_the_level_moves_by_keyboard_and_says_what_it_means(page: Page) -> None:
    slider = page.get_by_role("slider", name="Your price")
    slider.focus()
    page.keyboard.press("End")
    expect(slider).to_have_attribute("aria-valuetext", re.compile("1% to end above$"))
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.get_by_text("Round prices as a table").click()
    table = page.get_by_role("region", name="How likely is your price?").get_by_role("table")
    expect(table.get_by_role("row").nth(2)).to_be_visible()


def test_the_candles_are_explored_by_keyboard_and_left_by_escape(page: Page) -> None:
    page.get_by_role("button", name="Explore the candles").click()
    dialog = page.get_by_role("dialog", name="Candles and the 24-hour forecast")
    expect(dialog.get_by_role("application")).to_be_focused(timeout=SEEN_MS_MAX)
    read, older = dialog.get_by_role("status"), dialog.get_by_text("Candles since")
    page.keyboard.press("ArrowLeft")
    expect(read).to_contain_text("closed at $")
    page.keyboard.press("End")
    expect(read).to_contain_text("what is forecast: 80% between $")
    since = older.text_content() or ""
    page.keyboard.press("Home")
    # A thousand hours more, read because their place came in sight.
    expect(older).not_to_have_text(since)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("button", name="Explore the candles")).to_be_focused()


def test_a_finger_reads_moves_and_leaves_the_candles(browser: Browser, product: Product) -> None:
    page = browser.new_page(
        base_url=product.url, viewport={"width": 640, "height": 320}, has_touch=True, is_mobile=True
    )
    page.goto("/")
    page.get_by_role("button", name="Explore the candles").tap(timeout=SEEN_MS_MAX)
    dialog = page.get_by_role("dialog", name="Candles and the 24-hour forecast")
    chart, older = dialog.get_by_role("application"), dialog.get_by_text("Candles since")
    expect(chart).to_be_focused(timeout=SEEN_MS_MAX)
    box = chart.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 3, box["y"] + box["height"] / 2
    page.touchscreen.tap(x, y)
    expect(dialog.get_by_text("opened at $")).to_be_visible()
    swipe(page, (x, y), (x, y - 100))
    scrolls_past_the_chart(page, dialog)
    swipe(page, (x, y), (x, y + 100))
    since = older.text_content() or ""
    swipe(page, (x, y), (x + 300, y))
    expect(older).not_to_have_text(since)
    page.close()


def scrolls_past_the_chart(page: Page, dialog: Locator) -> None:
    """The browser does so some time after the finger has left."""
    # Not wait_for_function, which evaluates a text in the page: its policy forbids that.
    for _ in range(ATTEMPTS_MAX):
        if dialog.evaluate("dialog => dialog.scrollTop") > 0:
            return
        page.wait_for_timeout(PAUSE_MS)
    pytest.fail("the dialog does not scroll")


def swipe(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """One finger from here to there."""
    touch = page.context.new_cdp_session(page)
    for kind, share in (
        ("touchStart", 0.0),
        *(("touchMove", step / SWIPE_STEPS) for step in range(1, SWIPE_STEPS + 1)),
        ("touchEnd", None),
    ):
        x, y = (a + (share or 0) * (b - a) for a, b in zip(start, end, strict=True))
        points = [] if share is None else [{"x": x, "y": y}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        page.wait_for_timeout(16)


def test_the_navigation_leads_only_to_pages_that_are_there(page: Page) -> None:
    links = page.get_by_role("navigation", name="Pages").get_by_role("link")
    addresses = [link.get_attribute("href") or "" for link in links.all()]
    assert addresses[0] == "/"
    for address in addresses:
        answer = page.request.get(urljoin(page.url, address))
        assert (answer.status, "<!doctype html>" in answer.text()) == (200, True)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_fits_the_narrowest_screen(
    browser: Browser, product: Product, theme: Literal["light", "dark"]
) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 700}, color_scheme=theme)
    page.goto(product.url)
    expect(page.get_by_test_id("p-close")).to_be_visible(timeout=SEEN_MS_MAX)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.close()
