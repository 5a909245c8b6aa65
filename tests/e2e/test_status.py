"""The status page in a real browser, on the running product."""

from typing import Literal

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.chromium import SEEN_MS_MAX, needs_chromium
from tests.e2e.conftest import Product

pytestmark = needs_chromium


@pytest.fixture
def page(page: Page) -> Page:
    """The status page, come upon by the footer of the first."""
    page.goto("/")
    page.get_by_role("contentinfo").get_by_role("link", name="Status").click()
    expect(page.get_by_role("region", name="Parts")).to_be_visible(timeout=SEEN_MS_MAX)
    return page


def test_its_sentence_and_figures_are_those_the_api_tells(page: Page, product: Product) -> None:
    assert page.url == f"{product.url}/status"
    told = httpx.get(f"{product.url}/api/v1/status").raise_for_status().json()
    expect(page.get_by_role("heading", level=1)).to_have_text(told["operation"]["summary"])
    parts = page.get_by_role("region", name="Parts").get_by_role("listitem")
    expect(parts).to_have_count(len(told["operation"]["components"]))
    record = page.get_by_role("region", name="Record")
    expect(record).to_contain_text("By the replay's own clock")
    expect(record).to_contain_text(f"{told['ledger_size']:,}"[:2])


def test_ninety_days_can_be_gone_through_by_keyboard(page: Page) -> None:
    strip = page.get_by_role("slider", name="API")
    newest = strip.get_attribute("aria-valuetext")
    strip.focus()
    page.keyboard.press("Home")
    expect(strip).to_have_attribute("aria-valuenow", "0")
    assert strip.get_attribute("aria-valuetext") != newest
    page.get_by_text("The numbers behind the picture").click()
    expect(page.get_by_role("region", name="Uptime by day").get_by_role("row")).to_have_count(91)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_fits_the_narrowest_screen(
    browser: Browser, product: Product, theme: Literal["light", "dark"]
) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 700}, color_scheme=theme)
    page.goto(f"{product.url}/status")
    expect(page.get_by_role("region", name="Record")).to_be_visible(timeout=SEEN_MS_MAX)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.close()


def test_without_an_api_it_says_what_that_alone_tells(browser: Browser, product: Product) -> None:
    page = browser.new_page()
    page.route("**/api/**", lambda route: route.abort())
    page.goto(f"{product.url}/status")
    expect(page.get_by_role("alert")).to_contain_text("the site itself is up", timeout=SEEN_MS_MAX)
    page.unroute("**/api/**")
    page.get_by_role("button", name="Try again now").click()
    expect(page.get_by_role("region", name="Parts")).to_be_visible(timeout=SEEN_MS_MAX)
    page.close()


def test_the_first_page_loads_nothing_of_it(browser: Browser, product: Product) -> None:
    asked: list[str] = []
    page = browser.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(product.url)
    expect(page.get_by_test_id("headline")).to_be_visible(timeout=SEEN_MS_MAX)
    page.close()
    assert not [url for url in asked if "StatusPage" in url]
