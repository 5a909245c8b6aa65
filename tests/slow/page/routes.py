"""Every address at which a page lies, as vercel.json has it: a new page is judged by itself."""

import json
from pathlib import Path

import httpx

VERCEL_JSON = Path(__file__).parents[3] / "vercel.json"
ROOT = "/"
EXAMPLE = "24h"
"""Stands where an address leaves a part open."""


def routes(url: str) -> list[str]:
    """Paths that answer with a page, the first one first. AssertionError where one is broken."""
    rewrites = json.loads(VERCEL_JSON.read_text())["rewrites"]
    named = [rule["source"].replace("(.*)", EXAMPLE) for rule in rewrites]
    found = [ROOT]
    with httpx.Client(base_url=url, timeout=30, headers={"accept": "text/html"}) as http:
        for path in dict.fromkeys(named):
            answer = http.get(path)
            is_page = answer.headers.get("content-type", "").startswith("text/html")
            assert not is_page or answer.is_success, f"{path} answers {answer.status_code}"
            if is_page and path != ROOT:
                found.append(path)
    return found
