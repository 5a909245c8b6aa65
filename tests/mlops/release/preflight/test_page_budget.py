"""The built page is weighed by its own files, and what breaks a budget is named."""

import gzip
import os
from pathlib import Path

import pytest

from functions.domain.errors import InvalidInput
from mlops.release.preflight.page_budget import Build, main

HTML = """<script type="module" crossorigin src="/assets/index-1.js"></script>
<link rel="modulepreload" crossorigin href="/assets/react-2.js">
<link rel="stylesheet" crossorigin href="/assets/index-3.css">"""
LISTED = (
    'const __vite__mapDeps=(i,m=__vite__mapDeps,d=(m.f||(m.f=["assets/HistoryPage-a-5.js",'
    '"assets/react-2.js","assets/HistoryPage-6.css","assets/Extra-7.js"])))=>i.map(i=>d[i]);'
)
ENTRY = (
    f'{LISTED}"/history":l(()=>p(()=>import(`./HistoryPage-a-5.js`).then(e=>e),'
    "__vite__mapDeps([0,1,2]))),x=()=>p(()=>import(`./More-4.js`),[])"
)
"""As Vite writes it: which files come with an import that waits."""


def page(folder: Path, **changed: str) -> Path:
    """A built page: index, what it preloads, a page of its own that loads one thing more."""
    files = {
        "shell.html": HTML,
        "assets/index-1.js": ENTRY,
        "assets/react-2.js": "2" * 700,
        "assets/index-3.css": "3",
        "assets/More-4.js": "4",
        "assets/HistoryPage-a-5.js": f"{LISTED}p(()=>import(`./Extra-7.js`),__vite__mapDeps([3]))",
        "assets/HistoryPage-6.css": "6" * 60,
        "assets/Extra-7.js": "7" * 70,
        **changed,
    }
    (folder / "assets").mkdir()
    for name, text in files.items():
        (folder / name).write_text(text)
    return folder


def incompressible(kilobytes: float) -> str:
    """Text that packs to a little more than this: noise, in hexadecimal."""
    return os.urandom(int(kilobytes * 880)).hex()


def weights(folder: Path) -> dict[str, int]:
    return {part.name: part.bytes for part in Build(folder).parts()}


def packed(folder: Path, *names: str) -> int:
    return sum(len(gzip.compress((folder / "assets" / name).read_bytes())) for name in names)


def test_an_address_weighs_the_first_view_and_all_that_it_loads_later(tmp_path: Path) -> None:
    found = weights(page(tmp_path))
    first = packed(tmp_path, "index-1.js", "react-2.js")
    later = packed(tmp_path, "HistoryPage-a-5.js", "HistoryPage-6.css", "Extra-7.js")
    assert found["first view, scripts"] == first
    assert found["address: history"] == first + packed(tmp_path, "index-3.css") + later
    assert found["address: forecast"] == first + packed(tmp_path, "index-3.css", "More-4.js")


def test_several_pages_in_one_file_are_not_taken_for_the_forecast(tmp_path: Path) -> None:
    legal = {"assets/index-1.js": f"{ENTRY};import(`./LegalPages-8.js`)"}
    found = weights(page(tmp_path, **legal, **{"assets/LegalPages-8.js": "8" * 80}))
    first = packed(tmp_path, "index-1.js", "react-2.js", "index-3.css")
    assert found["address: legal"] == first + packed(tmp_path, "LegalPages-8.js")
    assert found["address: forecast"] == first + packed(tmp_path, "More-4.js")


@pytest.mark.parametrize(
    ("file", "kilobytes", "named"),
    [
        ("assets/react-2.js", 100, "first view, scripts"),
        ("assets/More-4.js", 60, "chunk More-4.js"),
        ("assets/index-3.css", 8, "first view, styles"),
        ("assets/HistoryPage-6.css", 20, "all styles"),
    ],
)
def test_a_part_beyond_its_budget_is_named_with_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], file: str, kilobytes: float, named: str
) -> None:
    folder = page(tmp_path, **{file: incompressible(kilobytes)})
    assert main([str(folder)]) == 1
    told = capsys.readouterr()
    assert named in told.err
    assert "load later what is not needed at once" in told.err
    assert f"{named}  too big" in told.out


def test_a_page_within_its_budgets_passes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(page(tmp_path))]) == 0
    assert capsys.readouterr().err == ""


def test_parts_that_are_small_alone_break_the_budget_of_their_address(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    many = {f"assets/{name}": incompressible(25) for name in ("Extra-7.js", "HistoryPage-a-5.js")}
    many["assets/HistoryPage-a-5.js"] += ";import(`./Extra-7.js`)"
    folder = page(tmp_path, **many, **{"assets/react-2.js": incompressible(80)})
    assert main([str(folder)]) == 1
    assert capsys.readouterr().err.startswith("Error: too big: address: history;")


def test_where_no_page_was_built_nothing_is_weighed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path)]) == 2
    assert "run `make setup`" in capsys.readouterr().err
    with pytest.raises(InvalidInput, match="does not name the files"):
        Build(page(tmp_path, **{"shell.html": HTML.replace("react-2", "react-9")}))
