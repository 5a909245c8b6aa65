"""What is read out of a build, and what keeps one from being deployed."""

import json
from pathlib import Path

import pytest

from functions.domain.errors import InvalidInput
from mlops.deployment.vercel.bundle import (
    FUNCTION_MB_MAX,
    HANDLER,
    MEGABYTE,
    Bundle,
    Pin,
    problems,
    read_bundle,
    read_pins,
)
from mlops.local.settings import REPOSITORY

PINS = {"fastapi": Pin("1.2"), "psycopg-binary": Pin("3.4"), "colorama": Pin("5.6", marked=True)}
FILES = {
    "api/index.py": "app = 1",
    "api/shell.html": '<script data-main="/assets/shell.js">',
    "api/__pycache__/index.cpython-312.pyc": "compiled",
    "functions/adapters/postgres/migrations/0001_record.sql": "SELECT",
    "functions/documents/embed/fonts/Inter-Regular.ttf": "glyphs",
    "_vendor/fastapi/__init__.py": "",
    "_vendor/fastapi-1.2.dist-info/METADATA": "",
    "_vendor/psycopg_binary-3.4.dist-info/METADATA": "",
    "_vendor/pip-9.dist-info/METADATA": "",
}
PAGE = ("shell.html", "assets/shell.js")
HTML = '<script type="module" src="/assets/shell.js">'


def build(project: Path, files: dict[str, str] = FILES, page: tuple[str, ...] = PAGE) -> Bundle:
    """What `vercel build` would leave of these files."""
    function = project / ".vercel/output/functions/api/index.func"
    for path, text in {
        function / HANDLER: "trampoline",
        **{project / name: text for name, text in files.items()},
        **{project / ".vercel/output/static" / name: HTML for name in page},
    }.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    config = {"runtime": "python3.12", "filePathMap": {name: name for name in files}}
    (function / ".vc-config.json").write_text(json.dumps(config))
    return read_bundle(project)


def test_a_bundle_of_what_serves_has_no_problem(tmp_path: Path) -> None:
    bundle = build(tmp_path)
    assert problems(bundle, PINS) == []
    assert bundle.runtime == "python3.12"
    assert bundle.distributions() == {"fastapi": "1.2", "psycopg-binary": "3.4", "pip": "9"}


def test_sizes_are_counted_with_and_without_compiled_files(tmp_path: Path) -> None:
    bundle = build(tmp_path)
    assert bundle.bytes() - bundle.bytes(compiled=False) == len("compiled")
    assert bundle.packages()["api"] == sum(
        len(text) for name, text in FILES.items() if name.startswith("api/")
    )
    assert bundle.bytes() == sum(bundle.packages().values())


@pytest.mark.parametrize(
    ("planted", "said"),
    [
        ("mlops/cli.py", "mlops/cli.py"),
        ("tests/conftest.py", "tests/conftest.py"),
        ("frontend/src/main.tsx", "frontend/src/main.tsx"),
        ("candles.csv.gz", "candles.csv.gz"),
        (".env.production", ".env.production"),
        ("api/uv.lock", "api/uv.lock"),
        ("functions/shell.html", "functions/shell.html"),
        ("functions/notes.md", "functions/notes.md"),
        ("_vendor/mlops/cli.py", "_vendor/mlops/cli.py"),
        ("_vendor/numpy-2.0.dist-info/METADATA", "numpy 2.0 is installed"),
        ("_vendor/fastapi-1.3.dist-info/METADATA", "fastapi 1.3 is installed"),
    ],
)
def test_what_must_not_be_in_the_function_is_named(tmp_path: Path, planted: str, said: str) -> None:
    (found,) = problems(build(tmp_path, {**FILES, planted: ""}), PINS)
    assert said in found


@pytest.mark.parametrize(
    ("lost", "said"),
    [
        ("_vendor/psycopg_binary-3.4.dist-info/METADATA", "psycopg-binary is in the lock file"),
        ("api/__pycache__/index.cpython-312.pyc", "no .pyc"),
        ("api/shell.html", "the function has no api/shell.html"),
    ],
)
def test_what_is_missing_is_named(tmp_path: Path, lost: str, said: str) -> None:
    files = {name: text for name, text in FILES.items() if name != lost}
    (found,) = problems(build(tmp_path, files), PINS)
    assert said in found


def test_a_function_too_large_is_refused_with_its_biggest_parts(tmp_path: Path) -> None:
    bundle = build(tmp_path, {**FILES, "_vendor/whale/data.py": ""})
    with (tmp_path / "_vendor/whale/data.py").open("wb") as sparse:
        sparse.truncate(FUNCTION_MB_MAX * MEGABYTE)
    (found,) = problems(bundle, PINS)
    assert f"more than {FUNCTION_MB_MAX} MB; the biggest parts are whale" in found


def test_a_page_with_sources_or_without_its_entrance_is_refused(tmp_path: Path) -> None:
    page = ("assets/shell.js", "assets/shell.js.map")
    assert problems(build(tmp_path, page=page), PINS) == [
        "the page has no shell.html",
        "the page holds what no reader loads: assets/shell.js.map",
    ]


def test_a_page_at_the_root_would_hide_the_function_and_is_refused(tmp_path: Path) -> None:
    (found,) = problems(build(tmp_path, page=(*PAGE, "index.html")), PINS)
    assert "the page has an index.html" in found


@pytest.mark.parametrize("shell", ['<script data-main="/assets/before.js">', "no script"])
def test_a_shell_of_another_build_is_refused(tmp_path: Path, shell: str) -> None:
    (found,) = problems(build(tmp_path, {**FILES, "api/shell.html": shell}), PINS)
    assert "api/shell.html begins another script than the shell.html" in found


def test_the_functions_own_shell_beside_the_page_is_refused(tmp_path: Path) -> None:
    (found,) = problems(build(tmp_path, page=(*PAGE, "front.html")), PINS)
    assert "the page has a front.html" in found


def test_a_second_function_is_refused(tmp_path: Path) -> None:
    build(tmp_path)
    (tmp_path / ".vercel/output/functions/api/other.func").mkdir()
    (found,) = problems(read_bundle(tmp_path), PINS)
    assert found == "api/index is the one function, not api/index, api/other"


def test_a_folder_without_a_build_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="made no function api/index"):
        read_bundle(tmp_path)


def test_a_bundle_is_unpacked_with_or_without_compiled_files(tmp_path: Path) -> None:
    bundle = build(tmp_path / "project")
    whole = bundle.unpack(tmp_path / "whole")
    assert (whole / "api/__pycache__/index.cpython-312.pyc").read_text() == "compiled"
    assert (whole / HANDLER).is_file()
    bare = bundle.unpack(tmp_path / "bare", compiled=False)
    assert (bare / "api/index.py").is_file()
    assert list(bare.rglob("*.pyc")) == []


def test_the_lock_files_pins_are_read_with_their_markers() -> None:
    pins = read_pins(REPOSITORY / "requirements" / "serving.txt")
    assert {"fastapi", "psycopg-pool", "typing-extensions", "upstash-redis"} <= set(pins)
    assert pins["psycopg-binary"].marked
    assert not pins["psycopg"].marked
