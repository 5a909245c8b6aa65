"""The embed says what the page says, and how far it can still be relied on."""

import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest

from functions.documents.embed.page import page, problem_page
from functions.documents.embed.picture import OPEN_GRAPH, picture
from functions.documents.embed.style import Scheme
from functions.documents.embed.view import View
from functions.documents.theme import LIGHT
from functions.documents.wording import MODE_LABELS
from tests.functions.documents.embed.views import view, without_forecast

VOID = {"meta"}


class Whole(HTMLParser):
    """Follows what is opened and closed, and keeps the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert not [name for name, _ in attrs if name == "style" or name.startswith("on")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in {"path", "line"}
        assert "style" not in dict(attrs)

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text += data


def said(known: View, scheme: Scheme = "auto") -> str:
    return " ".join(Whole(page(known, scheme)).text.split())


def test_it_says_forecast_price_time_of_issue_and_that_it_is_no_advice() -> None:
    text = said(view())
    assert "8 in 10 chance that Bitcoin is between $104,700 and $110,100" in text
    assert "1 in 10 that it ends above, 1 in 10 below." in text
    assert "Bitcoin $108,123.40 median of 2 venues" in text
    assert "Issued 12 Jun 2025, 11:00 UTC" in text
    assert "As of 12 Jun, 11:12 UTC" in text
    assert " ago" not in text  # a CDN may keep it
    assert "How 24-hour forecasts have fared" in text
    assert "Not financial advice." in text


@pytest.mark.parametrize(
    ("mode", "label"),
    [
        ("live", None),
        ("replay", "Replay of past prices, not live"),
        ("simulated", "Simulated market, not Bitcoin"),
    ],
)
def test_only_a_live_forecast_goes_without_the_name_of_its_world(
    mode: str, label: str | None
) -> None:
    known = view(latest=view().latest.model_copy(update={"mode": mode}))
    drawn = picture(known, LIGHT, OPEN_GRAPH)
    for text in (said(known), drawn):
        assert [one for one in MODE_LABELS.values() if one in text] == ([label] if label else [])


def test_it_runs_and_loads_nothing() -> None:
    html = page(view(), "auto")
    assert not re.search(r"<(script|link|img|iframe|form)|\bsrc=|url\(|@import", html)


@pytest.mark.parametrize(
    ("hours", "shown"),
    [
        (1.4, "embed--current"),
        (1.6, "embed--late"),
        (5, "embed--old"),
        (26, "embed--gone"),
    ],
)
def test_it_says_how_far_behind_it_is(hours: float, shown: str) -> None:
    assert f'<main class="embed {shown}">' in page(view(age=timedelta(hours=hours)), "auto")


def test_a_late_forecast_carries_the_reason() -> None:
    assert "the slots since then have none" in said(view(age=timedelta(hours=3)))
    assert "the slots since then have none" not in said(view())


def test_data_that_end_too_early_are_said_to() -> None:
    assert "Late: the data end at 12 Jun 2025, 11:00 UTC." in said(view(age=timedelta(hours=2)))
    assert "the data end" not in said(view())


def test_a_forecast_more_than_a_day_behind_is_no_longer_one() -> None:
    text = said(view(age=timedelta(days=3)))
    assert "There is no current 24-hour forecast" in text
    assert "do not take it for what may come" in text


def test_what_is_last_known_says_so() -> None:
    assert "newer data cannot be read just now" in said(view(is_last_known=True))
    assert "cannot be read" not in said(view())


def test_before_the_first_forecast_it_says_what_will_come() -> None:
    text = said(without_forecast())
    assert "The first forecasts are being prepared" in text
    assert "Issued" not in text
    assert "No 24-hour forecast is issued before the history ends" in said(
        without_forecast(state="ended")
    )


def test_without_a_price_the_forecast_is_shown_all_the_same() -> None:
    text = said(view(price=None))
    assert "8 in 10" in text
    assert "median of" not in text


def test_one_scheme_leaves_the_other_out() -> None:
    assert "prefers-color-scheme" in page(view(), "auto")
    assert "prefers-color-scheme" not in page(view(), "dark")
    assert "color-scheme:dark;--paper:#111319" in page(view(), "dark")
    assert "color-scheme:light;--paper:#fbfbfc" in page(view(), "light")


def test_a_problem_leads_on_to_what_there_is_and_escapes_what_was_asked() -> None:
    html = problem_page("No", "<b>3h</b> is no horizon", "abc", "auto")
    assert "&lt;b&gt;3h&lt;/b&gt; is no horizon" in html
    text = Whole(html).text
    assert "Trace id abc" in text
    assert "1 hour, 4 hours, 24 hours, 7 days" in text
