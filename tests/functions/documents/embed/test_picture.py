"""Pictures of a forecast: whole, inside their frame, and the same each time they are drawn."""

import re
import struct
import subprocess
import sys
import xml.etree.ElementTree as ET
import zlib
from datetime import timedelta

import pytest

from functions.documents.embed.picture import EMBEDDED, OPEN_GRAPH, Layout, picture
from functions.documents.embed.raster import FONTS, png
from functions.documents.theme import DARK, LIGHT
from tests.functions.documents.embed.views import view, without_forecast

SVG = "{http://www.w3.org/2000/svg}"
LAYOUTS = {"open graph": OPEN_GRAPH, **{str(width): one for width, one in EMBEDDED.items()}}


def size_of(image: bytes) -> tuple[int, int]:
    assert image[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", image[16:24])
    return width, height


def pixels(image: bytes) -> bytes:
    """The filtered rows, enough to tell how much is drawn."""
    found, at = b"", 8
    while at < len(image):
        (length,) = struct.unpack(">I", image[at : at + 4])
        if image[at + 4 : at + 8] == b"IDAT":
            found += image[at + 8 : at + 8 + length]
        at += length + 12
    return zlib.decompress(found)


def texts(svg: str) -> list[str]:
    return ["".join(one.itertext()) for one in ET.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
@pytest.mark.parametrize("mode", ["live", "simulated"])
def test_the_sentence_stands_whole_inside_the_picture(layout: Layout, mode: str) -> None:
    known = view()
    latest = known.latest.model_copy(update={"mode": mode})
    svg = picture(view(latest=latest), LIGHT, layout)
    drawn = " ".join(texts(svg))
    subject = "Bitcoin" if mode == "live" else "the simulated price"
    assert re.search(rf"By Fri 13 .+ chance that {subject} is between \$\S+ and \$\S+ ", drawn)
    assert "Issued 12 Jun 2025, 11:00 UTC at $" in drawn
    assert "Not financial advice." in drawn
    root = ET.fromstring(svg)
    for one in root.findall(f"{SVG}text"):
        assert 0 < float(one.attrib["y"]) < float(root.attrib["height"])


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_nothing_is_drawn_into_the_right_margin(layout: Layout) -> None:
    simulated = view().latest.model_copy(update={"mode": "simulated"})
    for known in (view(latest=simulated), view(age=timedelta(days=3)), without_forecast()):
        svg = picture(known, LIGHT, layout)
        root, paper = re.findall(r"<svg [^>]*>|<rect [^>]*>", svg)[:2]
        strip = layout.padding // 2
        margin = re.sub(r' width="\d+"', f' width="{strip}"', root, count=1)
        margin = re.sub(r'"0 0 \d+ ', f'"{layout.width - strip} 0 {strip} ', margin)
        assert png(svg.replace(root, margin, 1)) == png(f"{margin}{paper}</svg>")


def test_a_picture_has_the_size_that_it_is_asked_in() -> None:
    assert size_of(png(picture(view(), LIGHT, OPEN_GRAPH))) == (1200, 630)
    for width, layout in EMBEDDED.items():
        assert size_of(png(picture(view(), DARK, layout)))[0] == width


def test_text_is_drawn_though_the_machine_has_no_font() -> None:
    svg = picture(view(), LIGHT, OPEN_GRAPH)
    bare = re.sub(r"<text[^>]*>.*?</text>", "", svg)
    assert len(pixels(png(svg)).strip(b"\0")) > 0
    assert len(png(svg)) > len(png(bare)) + 5_000
    assert all(font.endswith(".ttf") for font in FONTS)


def test_the_same_forecast_gives_the_same_bytes() -> None:
    svg = picture(view(), LIGHT, EMBEDDED[360])
    first = png(svg)
    png.cache_clear()
    assert png(svg) == first


def test_a_forecast_too_old_to_rely_on_loses_its_colour() -> None:
    accent = LIGHT["accent"]
    assert accent in picture(view(), LIGHT, OPEN_GRAPH)
    assert accent not in picture(view(age=timedelta(hours=6)), LIGHT, OPEN_GRAPH)
    gone = " ".join(texts(picture(view(age=timedelta(days=3)), LIGHT, OPEN_GRAPH)))
    assert "There is no current 24-hour forecast" in gone


def test_before_the_first_forecast_the_picture_says_what_will_come() -> None:
    drawn = " ".join(texts(picture(without_forecast(), LIGHT, EMBEDDED[480])))
    assert "The first forecasts are being prepared" in drawn
    assert "Issued" not in drawn


def test_a_start_does_not_pay_for_pictures() -> None:
    loaded = "import sys, functions.routes.embed; print('resvg_py' in sys.modules)"
    started = subprocess.run([sys.executable, "-c", loaded], capture_output=True, check=True)
    assert started.stdout == b"False\n"
