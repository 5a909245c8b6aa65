"""The HTML around the first view, as the page's build wrote it beside the code."""

from pathlib import Path

ROOT = Path(__file__).parents[3]
SHELLS = (ROOT / "api" / "shell.html", ROOT / "frontend" / "dist" / "front.html")
"""Where a deployment's build puts it (vercel.json), and where a checkout has it."""


class PageShell:
    """The first of these files that is there; one that has changed is read again."""

    def __init__(self, files: tuple[Path, ...] = SHELLS) -> None:
        self._files = files
        self._read: tuple[Path, int, str] | None = None

    def __call__(self) -> str | None:
        """The HTML, None where the page is not served from here."""
        for file in self._files:
            try:
                written = file.stat().st_mtime_ns
                if self._read is None or self._read[:2] != (file, written):
                    self._read = file, written, file.read_text()
            except OSError:
                continue
            return self._read[2]
        return None
