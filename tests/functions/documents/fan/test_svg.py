"""The chart's markup: painted by the page's classes, or by itself, and whole either way."""

import re
import xml.etree.ElementTree as ET

from functions.documents.fan.paint import PAINT
from functions.documents.fan.previous import previous_forecast
from functions.documents.fan.svg import fan_svg
from functions.documents.theme import DARK, LIGHT, Theme
from mlops.local.settings import REPOSITORY
from tests.functions.documents.fan.golden import NAMED, drawn_from, previous_of, record_of

SOURCE = REPOSITORY / "frontend" / "src"
SVG = "{http://www.w3.org/2000/svg}"


def drawn(name: str, theme: Theme | None = None) -> str:
    case = NAMED[name]
    return fan_svg(*drawn_from(case), theme)


def rules(css: str) -> dict[str, dict[str, str]]:
    """Selectors and declarations of a stylesheet outside of its media queries."""
    found = {}
    for selectors, body in re.findall(r"^([^\s@}][^{}]*)\{([^{}]*)\}", css, re.MULTILINE):
        declarations = dict(re.findall(r"([\w-]+):\s*([^;]+);", body))
        found[re.sub(r"\s+", " ", selectors).strip()] = declarations
    return found


class TestPaint:
    """By the page's own rules and colours."""

    def test_every_rule_is_that_of_the_pages_stylesheet(self) -> None:
        css = rules((SOURCE / "charts" / "fan" / "fan.css").read_text())
        of_the_page = {".fan-chart", ".fan-chart svg", ".fan-chart__nothing"}
        assert css.keys() - PAINT.keys() == of_the_page
        assert {selector: css[selector] for selector in PAINT} == PAINT

    def test_every_class_of_the_markup_is_one_that_the_page_writes(self) -> None:
        chart = (SOURCE / "charts" / "fan" / "FanChart.tsx").read_text()
        written = {
            name for names in re.findall(r'class="([^"]+)"', drawn("24h")) for name in names.split()
        }
        known = written - {"band-95", "band-80", "band-50"}
        ends = {"fan-chart__end--edge", "fan-chart__end--median"}
        assert ends < known
        assert [name for name in known - ends if name not in chart] == []

    def test_the_colours_are_the_pages(self) -> None:
        css = (SOURCE / "app" / "tokens.css").read_text()
        light, dark = (
            dict(re.findall(r"--([\w-]+):\s*([^;]+);", rule))
            for rule in re.findall(r":root \{([^}]+)\}", css.split("forced-colors")[0])
        )
        assert {token: light[token] for token in LIGHT} == LIGHT
        assert {token: dark[token] for token in DARK} == DARK


class TestMarkup:
    """What stands in the SVG."""

    def test_it_says_in_words_what_it_shows(self) -> None:
        root = ET.fromstring(drawn("24h"))
        title = root.find(f"{SVG}title")
        assert title is not None
        assert title.text is not None
        assert title.text.startswith("Hourly candles, then the forecast for ")
        assert "80% between $" in title.text
        assert "of the forecast of 24 hours earlier" in title.text
        assert root.attrib["aria-labelledby"] == title.attrib["id"]

    def test_without_a_theme_nothing_is_painted_outside_of_the_stylesheet(self) -> None:
        assert not re.search(r'\b(style|fill|stroke)="', drawn("24h"))

    def test_with_a_theme_it_needs_no_stylesheet(self) -> None:
        by_itself = drawn("24h", LIGHT)
        assert "class=" not in by_itself
        assert "var(" not in by_itself
        for shape in ET.fromstring(by_itself).iter():
            if shape.tag in {f"{SVG}path", f"{SVG}line", f"{SVG}text"}:
                assert {"fill", "stroke"} & shape.attrib.keys()

    def test_both_ways_draw_the_same(self) -> None:
        strip = re.compile(r' (class|fill|stroke|font)[\w-]*="[^"]*"')
        assert strip.sub("", drawn("24h")) == strip.sub("", drawn("24h", DARK))

    def test_candles_alone_are_drawn_before_the_first_forecast(self) -> None:
        alone = drawn("candles alone")
        assert "fan-chart__band" not in alone
        assert "no forecast of this horizon has been issued yet" in alone

    def test_nothing_is_written_when_there_is_nothing_to_draw(self) -> None:
        assert fan_svg([], None, None, 720, 380, 96) == ""


class TestPrevious:
    """Which forecast is drawn behind."""

    def test_it_is_the_forecast_that_ended_where_this_one_begins(self) -> None:
        case = NAMED["24h"]
        previous, record = previous_of(case), record_of(case)
        assert previous is not None
        assert record is not None
        assert previous.target == record.slot.cutoff

    def test_none_is_drawn_where_none_was_issued(self) -> None:
        record = record_of(NAMED["24h"])
        assert record is not None
        assert previous_forecast([], record.slot) is None
