"""Commits of a throwaway clone, each broken in one way: what a release must find and undo."""

import shutil
import subprocess
from pathlib import Path

from mlops.local.settings import REPOSITORY
from mlops.release.checkout import MIGRATIONS

LAYER = '''

inner, asked = app, 0


async def app(scope, receive, send):
    """The app, broken for a test of releases."""
    global asked
    if scope["type"] != "http":
        await inner(scope, receive, send)
        return
    path, host = scope["path"], dict(scope["headers"]).get(b"x-forwarded-host", b"").decode()
    is_read = path in ("/api/v1/forecasts", "/api/v1/levels")
    asked += is_read
    {broken}
    await inner(scope, receive, send)


async def answer(send, status, body):
    """An answer of its own."""
    headers = [(b"content-type", b"application/json")]
    await send({{"type": "http.response.start", "status": status, "headers": headers}})
    await send({{"type": "http.response.body", "body": body}})
'''
"""Lies around the app in api/index.py; `broken` is what it does before, and may return."""
ANOTHER = "c" * 40
DOES_NOT_START = "\nraise RuntimeError('a mistake at import')\n"
GOOD_MIGRATION = """-- phase: expand
-- For a test of releases.
CREATE TABLE note_of_a_release (note_id bigint PRIMARY KEY, said text NOT NULL);
"""
BAD_MIGRATION = """-- phase: expand
-- For a test of releases: no linter can know that no price fits into two digits.
CREATE TABLE short_price (price numeric(2, 0) NOT NULL);
INSERT INTO short_price SELECT close FROM candle_observation;
"""


def unhealthy() -> str:
    """`/api/health` answers 503."""
    return _layer("""if path == "/api/health":
        return await answer(send, 503, b'{"status": "not well"}')""")


def says_another_commit(domain: str = "") -> str:
    """`/api/v1/version` says another commit: always, or at the domain alone."""
    condition = f" and host == {domain!r}" if domain else ""
    return _layer(f"""if path == "/api/v1/version"{condition}:
        return await answer(send, 200, b'{{"commit": "{ANOTHER}"}}')""")


def slower(seconds: float) -> str:
    """The list and the levels take so much longer each."""
    return _layer(f"""if is_read:
        await __import__("asyncio").sleep({seconds})""")


def errors(of: int) -> str:
    """One in so many of the reads fails."""
    return _layer(f"""if is_read and asked % {of} == 0:
        return await answer(send, 500, b"{{}}")""")


def _layer(broken: str) -> str:
    return LAYER.format(broken=broken)


class Clone:
    """A clone of this repository in which a release is tried, and where it commits what breaks.

    What releases is the code of its own folder, which stays at `base`; commits are made in a
    second one.
    """

    def __init__(self, folder: Path, release_yml: str) -> None:
        self.folder, self._breaking = folder / "clone", folder / "breaking"
        self._git(folder, "clone", "--quiet", "--shared", str(REPOSITORY), str(self.folder))
        # What is installed and built, and no part of a commit.
        (self.folder / "frontend" / "dist").symlink_to(REPOSITORY / "frontend" / "dist")
        (self.folder / ".venv-checks").symlink_to(REPOSITORY / ".venv-checks")
        (self.folder / "mlops" / "release" / "release.yml").write_text(release_yml)
        self._git(self.folder, "commit", "--quiet", "-am", "Release here")
        self.base = self._git(self.folder, "rev-parse", "HEAD")
        self._git(self.folder, "worktree", "add", "--quiet", "--detach", str(self._breaking))

    def commit(self, title: str, layer: str = "", **migrations: str) -> str:
        """A commit on top of the base with a layer around the app, and new migrations."""
        self._git(self._breaking, "checkout", "--quiet", "--detach", self.base)
        index = self._breaking / "api" / "index.py"
        index.write_text(index.read_text() + layer)
        for name, text in migrations.items():
            file = self._breaking / MIGRATIONS / f"{name}.sql"
            file.write_text(text)
            self._git(self._breaking, "add", str(file))
        self._git(self._breaking, "commit", "--quiet", "--allow-empty", "-am", title)
        return self._git(self._breaking, "rev-parse", "HEAD")

    def remove(self) -> None:
        """Leave nothing of it."""
        shutil.rmtree(self.folder.parent)

    def _git(self, folder: Path, *words: str) -> str:
        command = ("git", "-c", "user.name=test", "-c", "user.email=test@example.com", *words)
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
        return done.stdout.strip()
