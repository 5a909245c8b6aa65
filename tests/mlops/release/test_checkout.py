"""What git says of a commit is read from the commit, not from the files that lie here."""

import subprocess
from pathlib import Path

import pytest

from functions.domain.errors import InvalidInput
from mlops.release.checkout import MIGRATIONS, Checkout


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    def git(*arguments: str) -> None:
        author = ("-c", "user.name=Ada", "-c", "user.email=ada@candor.example")
        subprocess.run(("git", *author, *arguments), cwd=tmp_path, check=True, capture_output=True)

    git("init", "--initial-branch=main")
    folder = tmp_path / MIGRATIONS
    folder.mkdir(parents=True)
    (tmp_path / "README").write_text("before there was a database")
    git("add", "-A")
    git("commit", "-m", "first")
    git("tag", "empty")
    (folder / "0002_b.sql").write_text("SELECT 2;")
    (folder / "0001_a.sql").write_text("SELECT 1;")
    (folder / "notes.txt").write_text("no migration")
    git("add", "-A")
    git("commit", "-m", "second", "--date=2026-01-02T03:04:05Z")
    (folder / "0003_c.sql").write_text("never committed")
    return Checkout(tmp_path)


def test_migrations_are_the_commits_own_in_order(checkout: Checkout) -> None:
    wanted = [("0001_a.sql", "SELECT 1;"), ("0002_b.sql", "SELECT 2;")]
    assert checkout.migrations(checkout.commit("main")) == wanted
    assert checkout.migrations(checkout.commit("empty")) == []


def test_a_name_becomes_the_commit_it_stands_for(checkout: Checkout) -> None:
    assert len(checkout.commit("HEAD")) == 40
    assert checkout.commit("HEAD~1") == checkout.commit("empty") != checkout.commit("main")
    assert checkout.committed_at(checkout.commit("main")) is not None
    assert checkout.committed_at("a" * 40) is None


@pytest.mark.parametrize("name", ["none", "a" * 40, "--all", "main:README"])
def test_what_is_no_commit_is_refused(checkout: Checkout, name: str) -> None:
    with pytest.raises(InvalidInput, match="has no commit"):
        checkout.commit(name)
