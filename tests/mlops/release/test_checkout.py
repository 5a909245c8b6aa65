"""What git says of a commit is read from the commit, not from the files that lie here."""

import subprocess
from pathlib import Path

import pytest

from functions.domain.errors import InvalidInput
from mlops.release.checkout import MIGRATIONS, Checkout


def git(folder: Path, *arguments: str) -> None:
    author = ("-c", "user.name=Ada", "-c", "user.email=ada@candor.example")
    subprocess.run(("git", *author, *arguments), cwd=folder, check=True, capture_output=True)


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    git(tmp_path, "init", "--initial-branch=main")
    folder = tmp_path / MIGRATIONS
    folder.mkdir(parents=True)
    (tmp_path / "README").write_text("before there was a database")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-m", "first")
    git(tmp_path, "tag", "empty")
    (folder / "0002_b.sql").write_text("SELECT 2;")
    (folder / "0001_a.sql").write_text("SELECT 1;")
    (folder / "notes.txt").write_text("no migration")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-m", "second", "--date=2026-01-02T03:04:05Z")
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


def test_a_commit_is_on_the_branches_that_lead_to_it(checkout: Checkout) -> None:
    git(checkout.folder, "branch", "feature/levels", "empty")
    first, second = checkout.commit("empty"), checkout.commit("main")
    assert checkout.branches(first) == ["feature/levels", "main"]
    assert checkout.branches(second) == ["main"]
    assert checkout.branches("a" * 40) == []
    assert checkout.author(second) == ("Ada", "ada@candor.example")
    assert checkout.author("a" * 40) == ("", "")


def test_where_there_is_a_remote_only_what_it_has_counts(
    checkout: Checkout, tmp_path: Path
) -> None:
    git(tmp_path, "clone", "--no-hardlinks", str(checkout.folder), "clone")
    clone = Checkout(tmp_path / "clone")
    assert clone.branches(clone.commit("main")) == ["main"]
    git(clone.folder, "commit", "--allow-empty", "-m", "not pushed")
    assert clone.branches(clone.commit("main")) == []


@pytest.mark.parametrize("name", ["none", "a" * 40, "--all", "main:README"])
def test_what_is_no_commit_is_refused(checkout: Checkout, name: str) -> None:
    with pytest.raises(InvalidInput, match="has no commit"):
        checkout.commit(name)
