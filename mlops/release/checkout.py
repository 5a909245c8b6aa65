"""What this checkout's git says of a commit."""

import subprocess
import tarfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from functions.domain.errors import InvalidInput
from mlops.local.settings import REPOSITORY

GIT_S_MAX = 30
MIGRATIONS = "functions/adapters/postgres/migrations"
REMOTE, LOCAL = "refs/remotes/origin", "refs/heads"


@dataclass(frozen=True, slots=True)
class Checkout:
    """A git repository with the commits that are released. Raises InvalidInput."""

    folder: Path = REPOSITORY

    def commit(self, name: str) -> str:
        """The 40 hex digits of a commit, a branch or a tag."""
        found = self._git(
            "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}"
        )
        if found is None:
            raise InvalidInput(f"this checkout has no commit {name!r}; fetch it")
        return found.strip()

    def committed_at(self, commit: str) -> datetime | None:
        """When it was committed; None for a commit that is not here."""
        found = self._git("show", "--no-patch", "--format=%cI", "--end-of-options", commit)
        return datetime.fromisoformat(found.strip()) if found else None

    def author(self, commit: str) -> tuple[str, str]:
        """Name and address of whoever wrote it; empty for a commit that is not here."""
        found = self._git("show", "--no-patch", "--format=%an%n%ae", "--end-of-options", commit)
        name, _, address = (found or "").strip().partition("\n")
        return name, address

    def branches(self, commit: str) -> list[str]:
        """The branches that it is on: as the remote has them, where this checkout knows one."""
        for place in (REMOTE, LOCAL):
            if self._git("for-each-ref", "--count=1", place):
                found = self._git(
                    "for-each-ref", f"--contains={commit}", "--format=%(refname)", place
                )
                names = [one.removeprefix(f"{place}/") for one in (found or "").split()]
                return [one for one in names if one != "HEAD"]
        return []

    def text(self, commit: str, file: str) -> str | None:
        """A file as it is in a commit; None where either is not here."""
        return self._git("show", "--end-of-options", f"{commit}:{file}")

    def is_ancestor(self, commit: str, other: str) -> bool:
        """Whether a commit is the other one, or came before it."""
        return self._git("merge-base", "--is-ancestor", "--", commit, other) is not None

    def export(self, commit: str, files: Sequence[str], folder: Path) -> None:
        """Write these files and folders of a commit, or all, into a folder. Raises InvalidInput."""
        archive = folder / "commit.tar"
        done = self._git(
            "archive", "--format=tar", f"--output={archive}", "--end-of-options", commit, *files
        )
        if done is None:
            named = " and ".join(files) or "files"
            raise InvalidInput(f"this checkout has no {named} of {commit}; fetch it")
        with tarfile.open(archive) as packed:
            packed.extractall(folder, filter="data")
        archive.unlink()

    def migrations(self, commit: str) -> list[tuple[str, str]]:
        """Name and SQL of every migration of a commit, in order."""
        tree = f"{commit}:{MIGRATIONS}"
        names = self._git("ls-tree", "--name-only", tree) or ""
        return [
            (name, self._git("show", f"{tree}/{name}") or "")
            for name in sorted(names.split())
            if name.endswith(".sql")
        ]

    def _git(self, *arguments: str) -> str | None:
        """What it says, None where it refuses."""
        done = subprocess.run(
            ("git", *arguments), cwd=self.folder, capture_output=True, check=False,
            timeout=GIT_S_MAX,
        )  # fmt: skip
        return done.stdout.decode() if done.returncode == 0 else None
