"""A reader scrubs through the past and checks the record, in a real browser on the running page."""

import re
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.chromium import SEEN_MS_MAX, needs_chromium
from tests.e2e.conftest import REPOSITORY, Product

VERIFY = REPOSITORY / "frontend" / "public" / "verify.py"
VERIFIED_MS_MAX = 60_000

pytestmark = needs_chromium


def scored(product: Product, horizon: str) -> list[dict[str, Any]]:
    """The newest slots with an outcome."""
    query = {"horizon": horizon, "status": "scored", "limit": "40"}
    answer = httpx.get(f"{product.url}/api/v1/forecasts", params=query)
    rows: list[dict[str, Any]] = answer.raise_for_status().json()["forecasts"]
    return rows


def test_a_reader_scrubs_by_keyboard_and_shares_what_is_seen(page: Page, product: Product) -> None:
    newer, older = scored(product, "24h")[20:22]
    page.goto(f"/history?slot={newer['id']}")
    slot = page.get_by_test_id("slot")
    expect(slot).to_have_attribute("data-id", newer["id"], timeout=SEEN_MS_MAX)
    page.get_by_role("slider", name="Slot of").press("ArrowLeft")
    expect(slot).to_have_attribute("data-id", older["id"], timeout=SEEN_MS_MAX)
    came = f"${round(float(older['outcome_price'])):,}"
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"It came to {came}: ")
    expect(page).to_have_url(f"{product.url}/history?slot={older['id']}")

    expect(page.locator(".fan-chart__band")).to_have_count(3, timeout=SEEN_MS_MAX)
    expect(page.locator(".hindsight__closes")).not_to_have_count(0)
    page.get_by_role("radio", name="As issued").check(force=True)
    expect(page.locator(".hindsight__closes")).to_have_count(0)
    expect(page.locator(".fan-chart__band")).to_have_count(3)

    page.get_by_role("slider", name="Read the chart").press("Home")
    expect(page.locator(".hindsight__reading")).to_contain_text("closed at $")

    page.get_by_text("The numbers behind the picture").first.click()
    expect(page.get_by_test_id("recomputed")).to_contain_text(": equal, every score")

    csv = page.get_by_role("link", name="these").get_attribute("href") or ""
    lines = httpx.get(f"{product.url}{csv}").raise_for_status().text.splitlines()
    assert any(older["id"] in line.split(",") for line in lines)


def test_a_reader_verifies_a_past_forecast_and_all_and_keeps_a_copy(
    page: Page, product: Product, tmp_path: Path
) -> None:
    one = scored(product, "4h")[5]
    page.goto(f"/history?slot={one['id']}")
    page.get_by_role("link", name="Verify it").click()
    sentence = page.locator(".verification__sentence")
    page.get_by_role("button", name="Verify this one").click()
    expect(sentence).to_contain_text(f"{one['id']} is on record", timeout=VERIFIED_MS_MAX)

    page.get_by_role("button", name="Verify all and keep a copy").click()
    with page.expect_download(timeout=VERIFIED_MS_MAX) as download:
        page.get_by_role("link", name="Save record.tar").click(timeout=VERIFIED_MS_MAX)
    with tarfile.open(download.value.path()) as tar:
        tar.extractall(tmp_path, filter="data")
    record = tmp_path / "record"
    checked = subprocess.run(
        (sys.executable, str(VERIFY), "check", str(record), "--key", str(record / "key")),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize(
    ("done", "name"),
    [
        ("digit", "changed"),
        ("dropped", "dropped"),
        ("swapped", "reordered"),
        ("root", "bad-signature"),
    ],
)
def test_what_a_reader_tampers_with_is_caught(page: Page, done: str, name: str) -> None:
    page.goto("/ledger")
    page.get_by_label("What to do to the record").select_option(done)
    page.get_by_role("button", name="Do it and verify").click()
    sentence = page.locator(".verification__sentence")
    expect(sentence).to_have_text(
        f"Noticed. {_DONE[done]} in this browser, only now: The record does not hold: {name}.",
        timeout=VERIFIED_MS_MAX,
    )


_DONE = {
    "digit": "One digit was changed",
    "dropped": "One entry was taken out",
    "swapped": "Two entries changed places",
    "root": "Another root was put under the signature",
}


def test_an_entry_is_opened_by_its_number_and_hashed_by_the_reader(page: Page) -> None:
    page.goto("/ledger?entry=2")
    opened = page.locator("details[open]")
    expect(opened).to_contain_text("Hashed in this browser, it gives its leaf hash",
                                   timeout=SEEN_MS_MAX)  # fmt: skip
    rows = page.get_by_role("row").filter(has_text=re.compile("not yet|second store"))
    expect(rows.first).to_be_visible(timeout=SEEN_MS_MAX)
