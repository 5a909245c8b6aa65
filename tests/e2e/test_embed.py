"""The embed in a real browser, framed by a page of another origin."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Literal

import pytest
from playwright.sync_api import Browser, FrameLocator, expect

from tests.e2e.chromium import SEEN_MS_MAX, needs_chromium
from tests.e2e.conftest import Product

pytestmark = needs_chromium

HEIGHTS = {360: 680, 480: 560, 768: 500, 1200: 580}
"""As docs/embedding.md recommends."""


@pytest.fixture(scope="module")
def host(product: Product) -> Iterator[str]:
    """Somebody else's page; its address names what it frames."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            frame = f'<iframe src="{product.url}{self.path}" title="f" style="border:0;width:100%;'
            body = f'<!doctype html><body style="margin:0">{frame}height:100vh"></iframe>'
            self.wfile.write(body.encode())

        def log_message(self, format: str, *said: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Page)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("width", "theme"), [(360, "light"), (480, "dark"), (768, "light"), (1200, "dark")]
)
def test_it_is_whole_in_a_foreign_frame_of_every_width(
    browser: Browser, host: str, width: int, theme: Literal["light", "dark"]
) -> None:
    page = browser.new_page(viewport={"width": width, "height": HEIGHTS[width]})
    complaints: list[str] = []
    page.on("console", lambda one: complaints.append(one.text))
    page.goto(f"{host}/embed/24h?theme={theme}")
    frame: FrameLocator = page.frame_locator("iframe")
    sentence = frame.get_by_role("heading", level=1)
    expect(sentence).to_contain_text("8 in 10 chance that", timeout=SEEN_MS_MAX)
    fan = frame.get_by_role("img")
    expect(fan).to_have_count(1)  # of the four that are drawn, the one that fits
    expect(fan).to_be_in_viewport(ratio=1)
    expect(frame.get_by_text("Not financial advice.")).to_be_visible()
    expect(frame.locator("html")).to_have_css(
        "--paper", "#fbfbfc" if theme == "light" else "#111319"
    )
    inside = page.frames[1]
    assert inside.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.close()
    assert [one for one in complaints if "favicon" not in one and "404" not in one] == []


def test_the_page_itself_may_not_be_framed(browser: Browser, host: str) -> None:
    page = browser.new_page()
    with page.expect_console_message(lambda one: "frame-ancestors" in one.text):
        page.goto(f"{host}/record")
    page.close()
