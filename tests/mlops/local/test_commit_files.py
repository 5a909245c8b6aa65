"""The files of a commit, whatever lies in the checkout meanwhile."""

import subprocess
from pathlib import Path

import pytest

from functions.domain.errors import InvalidInput
from mlops.local.commit_files import lay_out
from mlops.local.settings import REPOSITORY


def test_a_commit_is_laid_out_as_it_was_committed(tmp_path: Path) -> None:
    lay_out(REPOSITORY, "HEAD", tmp_path, ["api", "vercel.json"])
    assert sorted(one.name for one in tmp_path.iterdir()) == ["api", "vercel.json"]
    command = ("git", "show", "HEAD:vercel.json")
    committed = subprocess.run(command, cwd=REPOSITORY, capture_output=True, check=True).stdout
    assert (tmp_path / "vercel.json").read_bytes() == committed


@pytest.mark.parametrize(("commit", "paths"), [("c" * 40, []), ("HEAD", ["no-such-folder"])])
def test_what_is_not_there_is_said_and_nothing_written(
    tmp_path: Path, commit: str, paths: list[str]
) -> None:
    with pytest.raises(InvalidInput, match=f"has no commit {commit}; fetch it"):
        lay_out(REPOSITORY, commit, tmp_path, paths)
    assert list(tmp_path.iterdir()) == []
