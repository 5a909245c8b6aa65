"""The size of a commit's build, measured once and kept by the commit on this machine."""

import gzip
import json
import re
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from functions.domain.errors import InvalidInput
from mlops.deployment.vercel.build import build_in
from mlops.deployment.vercel.bundle import Bundle
from mlops.local.settings import read_state_path
from mlops.local.whole_file import write_whole
from mlops.release.checkout import Checkout

SHELL = "shell.html"
SCRIPT = re.compile(
    r'<script\b[^>]*\bsrc="(?P<src>[^"]+)"'
    r'|<link\b[^>]*\brel="modulepreload"[^>]*\bhref="(?P<href>[^"]+)"'
)
"""What a page loads before it shows anything: Vite names what its entry imports beside it."""


@dataclass(frozen=True, slots=True)
class Size:
    """Bytes of the unpacked function, and of the JavaScript of the page's first view, gzip."""

    commit: str
    function_bytes: int
    page_bytes: int


def measure(checkout: Checkout, commit: str) -> Size:
    """Build the commit (40 hex digits), as `vercel build` does, and keep its size.

    Raises InvalidInput for a commit that is not here, or a build that must not be deployed,
    VendorUnavailable, VendorRejected.
    """
    with tempfile.TemporaryDirectory(prefix="candor-size-") as name:
        folder = Path(name)
        checkout.export(commit, (), folder)
        bundle = build_in(folder)
        size = Size(commit, bundle.bytes(), first_view_bytes(bundle))
    file = _file(commit)
    file.parent.mkdir(parents=True, exist_ok=True)
    write_whole(file, json.dumps(asdict(size)) + "\n")
    return size


def measured(commit: str) -> Size | None:
    """What was kept of a commit; None where it was never measured, or what is kept is no size."""
    try:
        size = Size(**json.loads(_file(commit).read_text()))
    except (OSError, ValueError, TypeError):
        return None
    return size if size.commit == commit else None


def first_view_bytes(bundle: Bundle) -> int:
    """Of all scripts that the page names. Raises InvalidInput where it names none, or others."""
    html = bundle.page[SHELL].read_text()
    names = [(found["src"] or found["href"]).lstrip("/") for found in SCRIPT.finditer(html)]
    if not names or not bundle.page.keys() >= {*names}:
        raise InvalidInput(f"{SHELL} does not name the scripts that were built: {names}")
    return sum(len(gzip.compress(bundle.page[name].read_bytes())) for name in {*names})


def _file(commit: str) -> Path:
    return read_state_path() / "sizes" / f"{commit}.json"
