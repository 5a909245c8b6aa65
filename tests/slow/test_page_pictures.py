"""Every chart, in every state, looks as it did; CANDOR_WRITE_SNAPSHOTS=1 keeps it as it looks now.

What differs lies in .candor/page-quality/pictures: `kept`, `drawn` and `different`, by one name.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.e2e.chromium import ARGUMENTS, CHROMIUM, needs_chromium
from tests.slow.conftest import Say
from tests.slow.page.fixtures import REPORTS
from tests.slow.page.pictures import EVERYWHERE_ALIKE, KEPT, build_gallery, compare, draw

pytestmark = [pytest.mark.slow, needs_chromium]
PICTURES = REPORTS / "pictures"
CHARTS = Path(__file__).parents[2] / "frontend" / "src" / "charts"
NO_CHARTS = {"explorer", "reader"}
"""What a library draws on a canvas, and what reads other charts aloud and is seen with them."""
KEPT_BYTES_MAX = 1_500_000
WRITE = bool(os.environ.get("CANDOR_WRITE_SNAPSHOTS"))


def names(folder: Path) -> set[str]:
    return {file.name for file in folder.glob("*.png")}


@pytest.fixture(scope="module")
def exact_browser() -> Iterator[Browser]:
    """A browser that draws the same on every machine."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=[*ARGUMENTS, *EVERYWHERE_ALIKE]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def drawn(
    exact_browser: Browser, audit_tools: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A folder of the charts as they look now."""
    gallery = build_gallery(tmp_path_factory.mktemp("gallery"))
    shutil.rmtree(PICTURES, ignore_errors=True)
    folder = PICTURES / "drawn"
    draw(exact_browser, gallery, audit_tools, folder, PICTURES / "as-others-see-it")
    if WRITE:
        shutil.rmtree(KEPT, ignore_errors=True)
        shutil.copytree(folder, KEPT)
    return folder


def test_every_chart_looks_as_it_did(drawn: Path, audit_tools: Path, say: Say) -> None:
    compared = compare(audit_tools, KEPT, drawn, PICTURES / "different")
    other = [one for one in compared if not one.is_same]
    if other:
        shutil.copytree(KEPT, PICTURES / "kept")
    say(f"charts: {len(compared)} pictures compared, {len(other)} look different")
    told = [f"{one.name}: {one.different or 'another size'} of {one.pixels}" for one in other]
    assert not told, "\n".join((f"look into {PICTURES}; pixels that differ:", *told))


def test_every_picture_that_is_drawn_is_kept_and_no_other(drawn: Path) -> None:
    assert names(drawn) == names(KEPT), "CANDOR_WRITE_SNAPSHOTS=1 keeps them as they are now"
    assert sum(file.stat().st_size for file in KEPT.iterdir()) < KEPT_BYTES_MAX


def test_every_chart_stands_in_the_gallery(drawn: Path) -> None:
    charts = {folder.name for folder in CHARTS.iterdir() if folder.is_dir()} - NO_CHARTS
    missing = {one for one in charts if not any(n.startswith(f"{one}-") for n in names(drawn))}
    assert missing == set(), "frontend/tests/gallery shows each chart in its states"


def test_a_chart_that_moved_or_changed_its_colour_is_noticed(
    drawn: Path, audit_tools: Path, tmp_path: Path
) -> None:
    wrong, name = tmp_path / "wrong", "skill-better-light.png"
    wrong.mkdir()
    shutil.copy(drawn / "skill-negative-light.png", wrong / name)
    shutil.copy(drawn / "fan-empty-light.png", wrong / "fan-full-light.png")
    found = compare(audit_tools, drawn, wrong, tmp_path / "different")
    assert [one.is_same for one in found] == [False, False]
