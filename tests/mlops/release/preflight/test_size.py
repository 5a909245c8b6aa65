"""A build is measured by what it was made of, kept by its commit, and held to the limits."""

import gzip
import json
from collections import Counter
from pathlib import Path

import pytest

from functions.domain.errors import InvalidInput
from mlops.deployment.vercel.bundle import Bundle
from mlops.release.declared.preflight import Size as Limits
from mlops.release.preflight.build_size import Size, first_view_bytes, measured
from mlops.release.preflight.size import small_enough

COMMIT = "b" * 40
LIMITS = Limits(function_mb_max=60, page_kb_max=110)
HTML = """<html><head><script type="module" crossorigin src="/assets/index-1.js"></script>
<link rel="modulepreload" crossorigin href="/assets/react-2.js">
<link rel="stylesheet" crossorigin href="/assets/index-3.css"></head></html>"""


def page(folder: Path, html: str = HTML) -> Bundle:
    files = {
        "shell.html": html,
        "assets/index-1.js": "1" * 5_000,
        "assets/react-2.js": "2" * 7_000,
        "assets/later-4.js": "4" * 9_000,
        "assets/index-3.css": "3",
    }
    (folder / "assets").mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text)
    return Bundle({}, {name: folder / name for name in files}, "", {}, (), folder)


def test_the_first_view_is_what_the_page_names_packed(tmp_path: Path) -> None:
    packed = [
        len(gzip.compress((c * n).encode())) for c, n in Counter({"1": 5_000, "2": 7_000}).items()
    ]
    assert first_view_bytes(page(tmp_path)) == sum(packed)


@pytest.mark.parametrize("html", ["<html></html>", HTML.replace("react-2", "react-9")])
def test_a_page_that_names_no_scripts_or_others_is_not_measured(tmp_path: Path, html: str) -> None:
    with pytest.raises(InvalidInput, match="does not name the scripts"):
        first_view_bytes(page(tmp_path, html))


def test_what_was_kept_is_known_by_its_commit_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CANDOR_STATE", str(tmp_path))
    assert measured(COMMIT) is None
    file = tmp_path / "sizes" / f"{COMMIT}.json"
    file.parent.mkdir()
    kept = {"commit": COMMIT, "function_bytes": 1, "page_bytes": 2}
    for text in ("{", "[]", "{}", json.dumps({**kept, "commit": "a" * 40})):
        file.write_text(text)
        assert measured(COMMIT) is None
    file.write_text(json.dumps(kept))
    assert measured(COMMIT) == Size(COMMIT, 1, 2)


def test_what_is_too_big_is_named_with_its_limit() -> None:
    found = small_enough(Size(COMMIT, 61_000_000, 111_000), LIMITS, COMMIT, is_local=False)
    assert found.wrong == [
        "the function is 61.0 MB unpacked, more than 60",
        "the page's first JavaScript is 111.0 kB gzip, more than 110",
    ]
    assert (
        small_enough(Size(COMMIT, 60_000_000, 110_000), LIMITS, COMMIT, is_local=False).wrong == []
    )


def test_what_nobody_measured_is_no_pass_where_readers_are() -> None:
    found = small_enough(None, LIMITS, COMMIT, is_local=False)
    assert found.wrong == [f"nobody measured bbbbbbb; `candor release size --commit {COMMIT}` does"]
    here = small_enough(None, LIMITS, COMMIT, is_local=True)
    assert (list(here.wrong), len(here.remarks)) == ([], 1)
