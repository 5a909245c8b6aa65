"""What the browser may load and run on `/`, whose shell carries its styles and its boot script."""

import base64
import hashlib
import re
from collections.abc import Mapping
from functools import lru_cache

EVERY_PAGE: Mapping[str, str] = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: https://res.cloudinary.com",
    "connect-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
"""As in `vercel.json`, which a test compares: an answer's own header is taken instead."""
_INSIDE = {
    "script-src": re.compile(r"<script\b(?![^>]*\b(?:src|type)=)[^>]*>(.*?)</script>", re.DOTALL),
    "style-src": re.compile(r"<style\b[^>]*>(.*?)</style>", re.DOTALL),
}


def hashes(html: str) -> Mapping[str, list[str]]:
    """Sources that let run and paint what stands inside a page, by directive; data need none."""
    return {name: [*map(_hash, inside.findall(html))] for name, inside in _INSIDE.items()}


@lru_cache(maxsize=2)
def policy(shell: str) -> Mapping[str, str]:
    """The header for a shell, as its build wrote it; empty where there is nothing inside it.

    What is filled in later is in no hash: a script that a document smuggled in would not run.
    Source: Content Security Policy Level 3, 2.3.1, hash sources.
    """
    inside = hashes(shell)
    if not any(inside.values()):
        return {}
    said = "; ".join(
        " ".join((name, sources, *inside.get(name, ()))) for name, sources in EVERY_PAGE.items()
    )
    return {"Content-Security-Policy": said}


def _hash(content: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"
