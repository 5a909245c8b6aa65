"""Pictures of the charts in their states, drawn by the browser, and compared with those kept."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Route

FRONTEND = Path(__file__).parents[3] / "frontend"
GALLERY = FRONTEND / "tests" / "gallery"
KEPT = Path(__file__).parent / "kept_pictures"
FONT = Path("node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2")
HOST = "http://gallery.test"
TYPES = {".html": "text/html", ".js": "text/javascript", ".css": "text/css"}
EVERYWHERE_ALIKE = (
    "--font-render-hinting=none", "--disable-lcd-text", "--force-color-profile=srgb",
)  # fmt: skip
"""What a machine's settings would decide."""
VIEWS: tuple[tuple[Literal["light", "dark"], int], ...] = (("light", 720), ("dark", 320))
HEIGHT = 900
VISIONS = ("protanopia", "deuteranopia", "tritanopia", "achromatopsia")
SHARE_MAX = 0.0001
PIXELS_MIN = 10
"""Of a picture's pixels, those that may differ: a font is never drawn quite the same."""
BUILD_S_MAX, COMPARE_S_MAX = 120, 120


@dataclass(frozen=True)
class Compared:
    """One picture beside the one kept: how many of its pixels differ, None for another size."""

    name: str
    different: int | None
    pixels: int

    @property
    def is_same(self) -> bool:
        """Whether no more differs than edges do."""
        allowed = max(PIXELS_MIN, SHARE_MAX * self.pixels)
        return self.different is not None and self.different <= allowed


def build_gallery(folder: Path) -> Path:
    """The test-only page of all charts, built where no deployment finds it."""
    subprocess.run(
        ("npx", "vite", "build", str(GALLERY), "--outDir", str(folder), "--emptyOutDir"),
        cwd=FRONTEND, check=True, capture_output=True, timeout=BUILD_S_MAX,
    )  # fmt: skip
    return folder


def draw(browser: Browser, gallery: Path, tools: Path, folder: Path, visions: Path) -> None:
    """Write a PNG of every case in every view; and the whole gallery as others see it."""
    for one in (folder, visions):
        one.mkdir(parents=True, exist_ok=True)
        for old in one.glob("*.png"):
            old.unlink()
    for theme, width in VIEWS:
        context = browser.new_context(
            viewport={"width": width, "height": HEIGHT},
            color_scheme=theme, locale="en-GB", timezone_id="UTC", reduced_motion="reduce",
        )  # fmt: skip
        context.route(f"{HOST}/**", lambda route: _serve(route, gallery, tools))
        page = context.new_page()
        page.goto(f"{HOST}/index.html")
        page.locator("[data-case]").first.wait_for()
        page.evaluate("document.fonts.ready.then(() => new Promise(requestAnimationFrame))")
        for case in page.locator("[data-case]").all():
            case.screenshot(path=folder / f"{case.get_attribute('data-case')}-{theme}.png")
        _look_with_other_eyes(page, visions, theme)
        context.close()


def _look_with_other_eyes(page: Page, folder: Path, theme: str) -> None:
    session = page.context.new_cdp_session(page)
    for vision in VISIONS:
        session.send("Emulation.setEmulatedVisionDeficiency", {"type": vision})
        page.screenshot(path=folder / f"{vision}-{theme}.png", full_page=True)


def _serve(route: Route, gallery: Path, tools: Path) -> None:
    path = urlsplit(route.request.url).path
    if path == "/gallery.woff2":
        route.fulfill(path=tools / FONT, content_type="font/woff2")
        return
    file = gallery / path.lstrip("/")
    if file.is_file():
        route.fulfill(path=file, content_type=TYPES[file.suffix])
    else:
        route.fulfill(status=404)


def compare(tools: Path, kept: Path, drawn: Path, differences: Path) -> list[Compared]:
    """Each picture that is in both folders."""
    done = subprocess.run(
        ("node", str(tools / "compare.mjs"), str(kept), str(drawn), str(differences)),
        check=True, capture_output=True, text=True, timeout=COMPARE_S_MAX,
    )  # fmt: skip
    return [Compared(**one) for one in json.loads(done.stdout)]
