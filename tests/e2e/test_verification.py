"""The page verifies a record in a real browser, under the headers that Vercel sends.

The record is the golden one, served as files beside the built page: the panel reads nothing else.
"""

import functools
import http.server
import json
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.chromium import needs_chromium
from tests.e2e.conftest import REPOSITORY
from tests.verify import sample

BUILT = REPOSITORY / "frontend" / "dist"
SEEN_MS_MAX = 60_000

pytestmark = needs_chromium


def security_headers() -> dict[str, str]:
    """What vercel.json sends with every answer."""
    config = json.loads((REPOSITORY / "vercel.json").read_text())
    return {one["key"]: one["value"] for one in config["headers"][0]["headers"]}


class Handler(http.server.SimpleHTTPRequestHandler):
    """Files with the security headers, and nothing said; the ledger's page is the one page."""

    def translate_path(self, path: str) -> str:
        """The file behind an address."""
        return super().translate_path("/shell.html" if path == "/ledger" else path)

    def end_headers(self) -> None:
        """Add them."""
        for name, value in security_headers().items():
            if name != "Strict-Transport-Security":
                self.send_header(name, value)
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The built page with a record beside it."""
    site = tmp_path / "site"
    shutil.copytree(BUILT, site)
    return sample.write({**sample.SAMPLE, "api/v1/ledger/key": sample.SAMPLE["key"]}, site)


@pytest.fixture
def url(folder: Path) -> Iterator[str]:
    handler = functools.partial(Handler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def page(browser: Browser, url: str) -> Iterator[Page]:
    page = browser.new_page()
    page.goto(f"{url}/ledger")
    yield page
    page.close()


def verdict(page: Page, button: str) -> str:
    """What the panel says after a button was pressed."""
    page.get_by_role("button", name=button).click()
    sentence = page.locator(".verification__sentence")
    expect(sentence).to_be_visible(timeout=SEEN_MS_MAX)
    return f"{sentence.get_attribute('data-verdict')}: {sentence.inner_text()}"


def test_the_browser_verifies_the_record_in_a_worker(page: Page) -> None:
    said = verdict(page, "Verify all in my browser")
    assert said.startswith(f"holds: All {sample.SIZE} entries hold")


def test_the_browser_notices_a_digit_that_it_changed(page: Page) -> None:
    said = verdict(page, "Do it and verify")
    assert said.startswith("broken: Noticed.")
    expect(page.get_by_text("it is not the entry that was signed")).to_be_visible()


def test_the_browser_names_what_the_site_tampered_with(page: Page, folder: Path) -> None:
    one = next(one for one in sample.tamperings() if one.done == "one entry taken out")
    sample.write(one.files, folder)
    assert verdict(page, "Verify all in my browser") == "broken: The record does not hold: dropped."


def test_a_site_without_a_record_is_said_to_have_none(page: Page, folder: Path) -> None:
    (folder / "checkpoint").unlink()
    said = verdict(page, "Verify all in my browser")
    assert said.startswith("unchecked: Could not be checked: the site publishes no checkpoint yet")
