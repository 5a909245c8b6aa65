"""Looks at pages in every theme and width, and writes down what axe, console and layout say."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page

from tests.slow.page.states import API, State, settle

Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")
WIDTHS = (360, 768, 1440)
HEIGHT = 900
NARROWEST = 320
"""CSS pixels of a window of 1280 at 400 %: WCAG 1.4.10."""
LARGE_TEXT_AT = 768
AXE_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
AXE = """async tags => {
  const { violations } = await axe.run(document, {
    runOnly: { type: "tag", values: tags }, resultTypes: ["violations"],
  });
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ target, any, all }) => ({
    rule: id, help, target: target.join(" "),
    why: [...any, ...all].map(({ message }) => message).join("; "),
  })));
}"""
SIDEWAYS = """() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return null;
  const widest = [...document.querySelectorAll("body *")]
    .filter(one => one.getBoundingClientRect().right > clientWidth + 0.5)
    .map(one => `${one.tagName.toLowerCase()}.${one.getAttribute("class") ?? ""}`);
  return `${scrollWidth} px of content in ${clientWidth}: ${widest.slice(0, 3).join(", ")}`;
}"""
REDRAWN = """() => new Promise(done => {
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 80)));
})"""
"""After a change of size: measured, drawn anew, painted."""
NUMBERS = re.compile(r"[\d.,:]+")
VERSION = "/api/v1/version"
LOADED_IN_VAIN = "Failed to load resource"


@dataclass
class Seen:
    """What was found on one route in one state, by finding: in which views."""

    route: str
    state: str
    views: int = 0
    asked: set[str] = field(default_factory=set)
    """Paths of the API that it asked for."""
    words: str = ""
    """All its text without numbers, which change by themselves."""
    findings: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @property
    def needs_data(self) -> bool:
        """Whether it shows anything but which version it is."""
        return not self.asked <= {VERSION}

    def lines(self) -> Iterator[str]:
        """A line for each finding."""
        for finding, views in self.findings.items():
            yield f"{self.route} · {self.state} · {', '.join(dict.fromkeys(views))}: {finding}"


def look(browser: Browser, axe: str, url: str, route: str, state: State, pictures: Path) -> Seen:
    """One route in one state, in every view; `axe` is axe's own script, `pictures` a folder."""
    seen = Seen(route, state.name)
    # Reports of visits are no part of what is looked at, and would be refused as too many.
    context = browser.new_context(extra_http_headers={"DNT": "1"}, reduced_motion="reduce")
    context.add_init_script("Object.defineProperty(navigator, 'doNotTrack', { value: '1' });")
    context.add_init_script(axe)
    state.prepare(context)
    try:
        page = context.new_page()
        page.on("console", lambda message: _complaint(seen, state, message))
        page.on("pageerror", lambda error: seen.findings[f"script error: {error}"].append("-"))
        page.on("request", lambda request: _note(seen, request.url))
        page.goto(f"{url}{route}", wait_until="load")
        settle(page)
        state.enter(page)
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)
            _look_at_each_width(page, seen, theme)
            page.screenshot(path=_picture(pictures, seen, theme), full_page=True)
        seen.words = NUMBERS.sub("", page.locator("body").inner_text()).strip()
        assert seen.words, f"{route} is blank ({state.name})"
    finally:
        state.leave(page)
        context.close()
    return seen


def _look_at_each_width(page: Page, seen: Seen, theme: Theme) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        _redrawn(page)
        seen.views += 1
        found: list[dict[str, Any]] = page.evaluate(AXE, list(AXE_TAGS))
        for one in found:
            text = f"axe {one['rule']} at {one['target']}: {one['help']} ({one['why']})"
            seen.findings[text].append(f"{theme} {width}")
    page.set_viewport_size({"width": NARROWEST, "height": HEIGHT})
    _must_not_scroll_sideways(page, seen, f"{theme} {NARROWEST}")
    page.set_viewport_size({"width": LARGE_TEXT_AT, "height": HEIGHT})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    _must_not_scroll_sideways(page, seen, f"{theme} {LARGE_TEXT_AT}, text 200 %")
    page.evaluate("document.documentElement.style.fontSize = ''")


def _must_not_scroll_sideways(page: Page, seen: Seen, view: str) -> None:
    _redrawn(page)
    if sideways := page.evaluate(SIDEWAYS):
        seen.findings[f"it scrolls sideways: {sideways}"].append(view)


def _note(seen: Seen, url: str) -> None:
    if (path := urlsplit(url).path).startswith(API):
        seen.asked.add(path)


def _picture(folder: Path, seen: Seen, theme: Theme) -> Path:
    name = seen.route.strip("/").replace("/", "-") or "forecast"
    return folder / f"{name}-{seen.state}-{theme}.png"


def _redrawn(page: Page) -> None:
    page.evaluate(REDRAWN)


def _complaint(seen: Seen, state: State, message: ConsoleMessage) -> None:
    if message.type in ("log", "debug", "info"):
        return
    if state.fails and message.text.startswith(LOADED_IN_VAIN):
        return
    seen.findings[f"console: {message.text}"].append("-")


def table(looks: Iterable[Seen]) -> str:
    """Findings by route and state, of how many views: Markdown; empty where nobody looked."""
    by_route: defaultdict[str, dict[str, Seen]] = defaultdict(dict)
    for one in looks:
        by_route[one.route][one.state] = one
    names = list(dict.fromkeys(name for row in by_route.values() for name in row))
    lines = [f"| route | {' | '.join(names)} |", "|---" * (len(names) + 1) + "|"]
    for route, row in by_route.items():
        cells = [
            f"{len(row[name].findings)} of {row[name].views}" if name in row else ""
            for name in names
        ]
        lines.append(f"| `{route}` | {' | '.join(cells)} |")
    return "\n".join(lines)
