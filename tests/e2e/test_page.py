"""A real browser on the running page."""

from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.chromium import SEEN_MS_MAX, needs_chromium
from tests.e2e.conftest import Product

pytestmark = needs_chromium


@pytest.fixture
def page(page: Page) -> Page:
    """The page, opened."""
    page.goto("/")
    return page


def published(product: Product, identifier: str) -> dict[str, Any]:
    answer = httpx.get(f"{product.url}/api/v1/forecasts/{identifier}")
    record: dict[str, Any] = answer.raise_for_status().json()["forecast"]["record"]
    return record


@pytest.mark.parametrize("horizon", ["1h", "4h", "24h", "7d"])
def test_the_headline_says_the_numbers_the_api_published(
    page: Page, product: Product, horizon: str
) -> None:
    page.goto(f"{product.url}/?horizon={horizon}")
    headline = page.get_by_test_id("headline")
    expect(headline).to_be_visible(timeout=SEEN_MS_MAX)
    expect(headline).to_have_attribute("data-horizon", horizon, timeout=SEEN_MS_MAX)
    shown = headline.evaluate("element => ({...element.dataset})")
    record = published(product, shown["id"])
    prices = {one["level"]: one["price"] for one in record["quantiles"]}
    assert (shown["low"], shown["high"]) == (prices["0.1"], prices["0.9"])
    assert record["slot"]["horizon"] == horizon
    assert "8 in 10 chance" in headline.inner_text()


def test_an_outcome_and_its_score_arrive_while_the_reader_watches(
    page: Page, product: Product
) -> None:
    headline = page.get_by_test_id("headline")
    expect(headline).to_be_visible(timeout=SEEN_MS_MAX)
    before = headline.get_attribute("data-id")
    expect(headline).not_to_have_attribute("data-id", before or "", timeout=SEEN_MS_MAX)
    newest = httpx.get(f"{product.url}/api/v1/forecasts?horizon=1h&status=scored&limit=1").json()
    assert newest["forecasts"][0]["outcome_price"] is not None
    assert newest["forecasts"][0]["pinball"] is not None


def test_the_page_says_that_this_is_a_replay(page: Page) -> None:
    expect(page.get_by_text("Replay of past prices, not live")).to_be_visible(timeout=SEEN_MS_MAX)


def test_the_interface_description_opens_without_help_from_outside(
    browser: Browser, product: Product
) -> None:
    asked: list[str] = []
    page = browser.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{product.url}/api/docs")
    expect(page.get_by_text("/api/v1/forecast", exact=True)).to_be_visible(timeout=SEEN_MS_MAX)
    page.close()
    assert all(url.startswith((product.url, "data:")) for url in asked)


def test_an_address_without_a_page_is_answered_with_one(browser: Browser, product: Product) -> None:
    for scripts in (True, False):
        page = browser.new_page(base_url=product.url, java_script_enabled=scripts)
        answer = page.goto("/recrod")
        assert answer is not None
        assert answer.status == 404
        heading = page.get_by_role("heading", level=1)
        expect(heading).to_have_text("There is no page at this address.", timeout=SEEN_MS_MAX)
        expect(page).to_have_title("Page not found · Candor")
        page.get_by_role("link", name="The newest forecasts").click()
        expect(page.get_by_text("8 in 10 chance").first).to_be_visible(timeout=SEEN_MS_MAX)
        page.close()


def test_paper_has_ink_and_whole_charts_and_nothing_to_press(
    browser: Browser, product: Product
) -> None:
    page = browser.new_page(base_url=product.url, color_scheme="dark", bypass_csp=True)
    page.goto("/record")
    charts = page.locator("main svg[viewBox]")
    expect(charts.first).to_be_visible(timeout=SEEN_MS_MAX)
    page.emulate_media(media="print", color_scheme="dark")
    red, green, blue = page.evaluate("getComputedStyle(document.body).color.match(/\\d+/g)")
    assert max(int(red), int(green), int(blue)) < 64
    assert page.locator("button:visible, select:visible, nav:visible").count() == 0
    # A sheet is narrower than the window that the charts were drawn for.
    fits = "one => one.getBoundingClientRect().width <= one.parentElement.clientWidth + 1"
    page.add_style_tag(content=".page{width:660px}")
    assert all(chart.evaluate(fits) for chart in charts.all())
    page.close()
