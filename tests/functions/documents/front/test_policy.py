"""What may run and paint on `/`: what every page may, and what its own build put inside."""

import base64
import hashlib
import json

from functions.documents.front.policy import EVERY_PAGE, policy
from mlops.local.settings import REPOSITORY

SHELL = (
    '<head><script data-main="/assets/x.js">boot()</script><style>a{color:red}</style></head>'
    '<script type="module" src="/assets/x.js"></script>'
)


def hash_of(content: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


def directives(shell: str) -> dict[str, str]:
    said = policy(shell)["Content-Security-Policy"].split("; ")
    return dict(one.split(" ", maxsplit=1) for one in said)


def test_without_anything_inside_the_policy_of_every_page_holds() -> None:
    assert policy("") == {}
    assert policy('<script type="module" src="/x.js"></script>') == {}
    assert policy('<script type="application/json">{}</script>') == {}


def test_what_stands_inside_is_named_by_its_hash_and_nothing_else_is_let_in() -> None:
    assert directives(SHELL) == {
        **EVERY_PAGE,
        "script-src": f"'self' {hash_of('boot()')}",
        "style-src": f"'self' {hash_of('a{color:red}')}",
    }


def test_the_rest_is_as_vercel_says_it_of_every_page() -> None:
    (every,) = (
        one["value"]
        for one in json.loads((REPOSITORY / "vercel.json").read_text())["headers"][0]["headers"]
        if one["key"] == "Content-Security-Policy"
    )
    assert "; ".join(f"{name} {sources}" for name, sources in EVERY_PAGE.items()) == every
