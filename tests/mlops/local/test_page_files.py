"""Which files of the page are found, and how they are kept."""

import gzip
from pathlib import Path

import pytest

from mlops.local.page_files import PageFiles


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    dist = tmp_path / "dist"
    (dist / "assets").mkdir(parents=True)
    (dist / "index.html").write_text("<!doctype html>")
    (dist / "assets" / "page.js").write_text("export {};" * 500)
    (dist / "assets" / "logo.png").write_bytes(bytes(5000))
    (tmp_path / "secrets.json").write_text("{}")
    return dist


def test_a_folder_is_its_index(folder: Path) -> None:
    files = PageFiles(folder)
    root, named = files.find("/"), files.find("/index.html")
    assert root is not None
    assert root == named
    assert root.media_type == "text/html; charset=utf-8"
    assert files.find("/assets/") is None


def test_text_worth_it_is_compressed_and_pictures_are_not(folder: Path) -> None:
    files = PageFiles(folder)
    script, picture = files.find("/assets/page.js"), files.find("/assets/logo.png")
    assert script is not None
    assert script.gzipped is not None
    assert gzip.decompress(script.gzipped) == script.content
    assert picture is not None
    assert picture.gzipped is None


def test_a_changed_file_is_read_again_under_another_etag(folder: Path) -> None:
    files = PageFiles(folder)
    before = files.find("/")
    (folder / "index.html").write_text("<!doctype html><title>Candor</title>")
    after = files.find("/")
    assert before is not None
    assert after is not None
    assert after.content != before.content
    assert after.etag != before.etag


@pytest.mark.parametrize(
    "path",
    ["/../secrets.json", "/assets/../../secrets.json", "//etc/passwd", "/\0", "/nowhere",
     "/" + "x" * 5000, "/index.html/x"],
    ids=["up", "further up", "absolute", "nul", "absent", "too long", "below a file"],
)  # fmt: skip
def test_nothing_outside_the_folder_is_found(folder: Path, path: str) -> None:
    assert PageFiles(folder).find(path) is None


def test_a_link_that_leads_outside_is_not_followed(folder: Path) -> None:
    (folder / "link.json").symlink_to(folder.parent / "secrets.json")
    assert PageFiles(folder).find("/link.json") is None


def test_the_shell_of_the_first_view_is_nobodys_file(folder: Path) -> None:
    (folder / "front.html").write_text("<!doctype html>")
    files = PageFiles(folder)
    assert files.find("/front.html") is None
    assert files.find("/assets/../front.html") is None
