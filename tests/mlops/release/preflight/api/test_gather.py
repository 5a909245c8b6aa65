"""Breaks between two commits, read from git, and those that release.yml allows for a while."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from mlops.release.checkout import Checkout
from mlops.release.declared.preflight import ApiBreak
from mlops.release.preflight.api.gather import DOCUMENT, api_compatible

PRICE, LEVELS = "GET /api/v1/price", "GET /api/v1/levels"
Commit = Callable[..., str]


@pytest.fixture
def commit(tmp_path: Path) -> Commit:
    def git(*arguments: str) -> str:
        author = ("-c", "user.name=Ada", "-c", "user.email=ada@candor.example")
        command = ("git", *author, *arguments)
        done = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True)
        return done.stdout.strip()

    def made(*operations: str, text: str | None = None) -> str:
        """A commit whose API has these operations."""
        paths: dict[str, object] = {
            one.split()[1]: {"get": {"responses": {}}} for one in operations
        }
        file = tmp_path / DOCUMENT
        file.parent.mkdir(exist_ok=True)
        file.write_text(text if text is not None else json.dumps({"paths": paths}))
        git("add", "-A")
        git("commit", "-m", "one", "--allow-empty")
        return git("rev-parse", "HEAD")

    git("init", "--initial-branch=main")
    return made


def allowed(at: str, until_live: str) -> list[ApiBreak]:
    return [ApiBreak(at=at, until_live=until_live, why="nobody asks it")]


def test_a_break_is_named_and_an_addition_is_not(commit: Commit, tmp_path: Path) -> None:
    old, new = commit(PRICE), commit(LEVELS)
    found = api_compatible(Checkout(tmp_path), old, new, [])
    assert found.wrong == [f"{PRICE}: old page, new API: is not there any more"]
    assert not found.remarks


def test_a_break_is_allowed_until_something_newer_is_live(commit: Commit, tmp_path: Path) -> None:
    before, old, new, newer = commit(PRICE), commit(PRICE), commit(), commit(LEVELS)
    newest = commit()
    git, excuse = Checkout(tmp_path), allowed(PRICE, old)
    for live in (before, old):
        found = api_compatible(git, live, new, excuse)
        assert not found.wrong
        assert found.remarks == [
            f"{PRICE}: old page, new API: is not there any more (allowed: nobody asks it)"
        ]
    assert api_compatible(git, newer, newest, allowed(LEVELS, old)).wrong
    assert api_compatible(git, old, new, allowed(LEVELS, old)).wrong


def test_nothing_is_compared_where_nothing_or_the_same_is_live(
    commit: Commit, tmp_path: Path
) -> None:
    one = commit(PRICE)
    for live in (None, one):
        assert not api_compatible(Checkout(tmp_path), live, one, []).wrong


def test_what_cannot_be_compared_is_no_pass(commit: Commit, tmp_path: Path) -> None:
    old, new = commit(PRICE), commit(text="{")
    git = Checkout(tmp_path)
    [cut] = api_compatible(git, old, new, []).wrong
    assert "cannot be compared" in cut
    [elsewhere] = api_compatible(git, "f" * 40, old, []).wrong
    assert "this checkout has no frontend/openapi.json of fffffff; fetch it" in elsewhere
