"""The built page's files, read once each and compressed once each."""

import gzip
import mimetypes
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

GZIP_BYTES_MIN = 1024
FRONT_SHELL = "front.html"
"""The shell of `/`. Vercel's build command moves it beside the function: it is no page's file."""
_COMPRESSIBLE = ("text/", "application/json", "application/javascript", "image/svg+xml")


@dataclass(frozen=True, slots=True)
class PageFile:
    """One file as it is sent; `gzipped` is None where compression does not pay."""

    content: bytes
    gzipped: bytes | None
    media_type: str
    etag: str


class PageFiles:
    """Files of a folder by URL path; a changed file is read again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._read: dict[Path, tuple[tuple[int, int], PageFile]] = {}

    def find(self, url_path: str) -> PageFile | None:
        """The file at a decoded URL path, index.html for a folder; None without one."""
        if "\0" in url_path:
            return None
        path = (self._folder / url_path.lstrip("/")).resolve()
        if not path.is_relative_to(self._folder) or path == self._folder / FRONT_SHELL:
            return None
        try:
            if path.is_dir():
                path /= "index.html"
            stat = path.stat()
            version = (stat.st_mtime_ns, stat.st_size)
            known = self._read.get(path)
            if known is None or known[0] != version:
                known = self._read[path] = (version, _page_file(path))
        except OSError:
            return None
        return known[1]


def _page_file(path: Path) -> PageFile:
    content = path.read_bytes()
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    gzipped = None
    if media_type.startswith(_COMPRESSIBLE) and len(content) >= GZIP_BYTES_MIN:
        gzipped = gzip.compress(content, mtime=0)
    if media_type.startswith("text/"):
        media_type += "; charset=utf-8"
    return PageFile(content, gzipped, media_type, f'"{sha256(content).hexdigest()[:32]}"')
