"""`/version`: which commit this server runs, for a release that looks from outside."""

import json
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

PATH = "/version"
NAMES = ("RENDER_GIT_COMMIT", "CANDOR_COMMIT")
"""Set by Render, and by who runs the server elsewhere."""
HEADERS = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]

Message = MutableMapping[str, Any]
App = Callable[
    [Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]],
    Awaitable[None],
]


def commit_of(environ: Mapping[str, str]) -> str:
    """The commit that the environment names; empty where it names none."""
    return next((environ[name] for name in NAMES if environ.get(name)), "")


def says_version(app: App, commit: str) -> App:
    """The ASGI app with `/version` before it: no user, no host and no database is asked.

    `{"commit": …}`, or 404 where the commit is not known.
    """
    body = json.dumps({"commit": commit}).encode() if commit else b"{}"

    async def answer(
        scope: Message,
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        if scope["type"] != "http" or scope["path"] != PATH or scope["method"] != "GET":
            await app(scope, receive, send)
            return
        status = 200 if commit else 404
        await send({"type": "http.response.start", "status": status, "headers": HEADERS})
        await send({"type": "http.response.body", "body": body})

    return answer
