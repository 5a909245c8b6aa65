"""The API's page in a real browser, on the running product."""

import json
import re

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.chromium import SEEN_MS_MAX, needs_chromium
from tests.e2e.conftest import Product

pytestmark = needs_chromium


@pytest.fixture
def page(page: Page) -> Page:
    """The API's page, come upon by the navigation of the first."""
    page.goto("/")
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="API").click()
    expect(page.get_by_role("button", name="Send")).to_be_visible(timeout=SEEN_MS_MAX)
    return page


def test_a_reader_tries_a_document_and_sees_what_the_api_says(page: Page, product: Product) -> None:
    page.get_by_label("Document").select_option("/api/v1/levels")
    page.get_by_role("textbox", name="price").fill("70000")
    command = page.get_by_role("region", name="the request as curl")
    expect(command).to_contain_text(f"{product.url}/api/v1/levels?horizon=24h&price=70000")
    page.get_by_role("button", name="Send").click()
    answer = page.get_by_role("region", name="Answer", exact=True)
    expect(answer.get_by_role("status")).to_contain_text("200 · ", timeout=SEEN_MS_MAX)
    expect(answer.get_by_role("row", name="etag")).to_be_visible()
    shown = json.loads(answer.get_by_role("region", name="the answer").inner_text())
    query = {"horizon": "24h", "price": "70000"}
    told = httpx.get(f"{product.url}/api/v1/levels", params=query).raise_for_status().json()
    assert shown.keys() == told.keys()
    assert shown["price"] == told["price"]


def test_a_wrong_value_is_answered_in_the_apis_own_words(
    browser: Browser, product: Product
) -> None:
    page = browser.new_page()  # the browser itself complains of the 422
    page.goto(f"{product.url}/developers")
    page.get_by_label("Document").select_option("/api/v1/levels")
    page.get_by_role("textbox", name="price").fill("much")
    page.get_by_role("button", name="Send").click()
    status = page.get_by_role("region", name="Answer", exact=True).get_by_role("status")
    expect(status).to_contain_text("422 · ", timeout=SEEN_MS_MAX)
    expect(page.get_by_role("region", name="the answer")).to_contain_text("is no price")
    page.close()


def test_an_example_is_of_this_site_in_the_language_that_was_chosen(
    page: Page, product: Product
) -> None:
    page.get_by_role("radio", name="Python").check()
    example = page.get_by_role("region", name="the example: The newest forecast")
    expect(example).to_contain_text(f'Candor("{product.url}")')
    client = httpx.get(f"{product.url}/candor_client.py").raise_for_status().text
    assert "class Candor:" in client


def test_the_snippet_of_an_embedded_forecast_follows_what_is_chosen(
    page: Page, product: Product
) -> None:
    page.get_by_role("radio", name="4 hours", exact=True).check()
    page.get_by_role("radio", name="Dark").check()
    snippet = page.get_by_role("region", name="the snippet")
    expect(snippet).to_contain_text(f'src="{product.url}/embed/4h?theme=dark"')
    page.get_by_role("radio", name="Picture").check()
    expect(snippet).to_contain_text(f"{product.url}/embed/4h.png?theme=dark&amp;width=720")


@pytest.mark.parametrize("path", ["models", "method", "developers", "terms", "privacy", "imprint"])
def test_every_page_of_words_fits_the_narrowest_screen_and_breaks_no_policy(
    page: Page, path: str
) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(f"/{path}")
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=SEEN_MS_MAX)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(page).to_have_title(re.compile(". · Candor$"))
