"""The whole HTML: only the places are filled, and it is the page's own frame."""

import json
import re
from pathlib import Path

import pytest

from functions.documents.front.frame import ADVICE, CLAIM, FOOTER, PAGES, STAGING
from functions.documents.front.front import DESCRIPTION, Front
from functions.documents.front.page import fits, page, page_without
from tests.functions.documents.front.views import view

FRONTEND = Path(__file__).parents[4] / "frontend"
SHELL = (FRONTEND / "shell.html").read_text()


def source(name: str) -> str:
    """A component's source in one line, as its text is read."""
    return " ".join((FRONTEND / "src" / "app" / name).read_text().split())


def html(front: Front | None = None, environment: str = "production") -> str:
    return page(SHELL, front or view(), environment, None, None).decode()


def test_the_pages_shell_has_every_place_once() -> None:
    assert fits(SHELL)


@pytest.mark.parametrize("name", ["head", "body"])
def test_a_shell_that_lacks_a_place_or_has_it_twice_does_not_fit(name: str) -> None:
    assert not fits(SHELL.replace(f"<!--/candor:{name}-->", ""))
    assert not fits(SHELL + f"<!--candor:{name}--><!--/candor:{name}-->")


def test_the_scripts_and_what_else_is_around_the_places_stay() -> None:
    around = re.split(r"<!--candor:\w+-->.*?<!--/candor:\w+-->", SHELL, flags=re.DOTALL)
    assert len(around) == 3
    filled = html()
    assert all(part in filled for part in around)
    assert "read <a" not in filled  # the sentence for other pages' readers without scripts


def test_a_document_cannot_end_the_data_or_be_taken_for_a_place() -> None:
    planted = "</script><!--candor:body--><img src=x>\\1\\g<0>"
    front = view().model_copy(update={"data": json.dumps(planted), "main": planted})
    (block,) = re.findall(r'id="arrived">(.*?)</script>', html(front), re.DOTALL)
    assert "<" not in block
    assert json.loads(block) == planted
    assert html(front).count(planted) == 1


def test_without_a_page_beside_it_the_api_links_to_its_documents() -> None:
    linked = re.compile(r'href="(/(?:api/v1/)?(?:ledger|status)[^"]*)"')
    main = '<a href="/ledger?entry=4391">entry</a><a href="/status">why</a>'
    front = view().model_copy(update={"main": main})
    alone = page(None, front, "production", None, None).decode()
    assert linked.findall(alone)[:2] == [
        "/api/v1/ledger?after=4390&amp;limit=1",
        "/api/v1/status",
    ]
    assert main in html(front)
    assert linked.findall(view().main)[0].startswith("/ledger?entry=")


def test_title_and_description_are_escaped() -> None:
    front = view().model_copy(update={"title": "</title><b>", "headline": '"><b>'})
    assert "<title>&lt;/title&gt;&lt;b&gt;</title>" in html(front)
    assert 'content="&quot;&gt;&lt;b&gt;"' in html(front)


def test_readers_without_scripts_get_the_table_and_others_its_place() -> None:
    assert re.search(
        r"<noscript><div class=\"without-scripts\"><div class=\"scroll\"><table", html()
    )
    assert html().count("skeleton--panel") == 1


def test_the_navigation_is_the_pages() -> None:
    listed = re.findall(r'\["(/\w*)", "([\w ]+)"\]', source("PageNavigation.tsx"))
    assert listed == list(PAGES)
    assert '<a href="/" aria-current="page">Forecast</a>' in html()


def test_claim_advice_and_links_are_the_pages() -> None:
    assert CLAIM in source("PageFrame.tsx")
    assert ADVICE in source("PageFooter.tsx")
    linked = r'<a href=(?:\{apiUrl\()?"([\w/]+)"\)?\}?>([\w ]+)</a>'
    assert re.findall(linked, source("PageFooter.tsx")) == list(FOOTER)


def test_only_staging_says_that_it_is_staging() -> None:
    assert STAGING in source("environmentNotice.ts")
    assert STAGING in html(environment="staging")
    assert STAGING not in html()


def test_a_page_with_nothing_to_show_says_why_without_a_vendors_markup() -> None:
    said = page_without(SHELL, "postgres: <b>", "production", "https://x.test").decode()
    assert "Reason: postgres: &lt;b&gt;." in said
    assert DESCRIPTION in said
    assert '<link rel="canonical" href="https://x.test/">' in said
    assert "og:image" not in said
    assert "arrived" not in said
