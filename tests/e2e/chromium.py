"""The browser that these tests open, and how patient they are with it."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

CHROMIUM = shutil.which("chromium")
# Nothing but the page: no sandbox as root, no calls home where there is no network.
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
SEEN_MS_MAX = 20_000

needs_chromium = pytest.mark.skipif(
    CHROMIUM is None, reason="there is no chromium; `apt-get install chromium` brings it"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser, for the tests of a file."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield browser
        browser.close()
