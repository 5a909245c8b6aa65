"""Packs the function's HTML on its way to a browser, as Vercel's network does.

What else the function says is left as it is: nobody waits for it before the first paint.
"""

import gzip

from starlette.types import Message, Scope, Send

from mlops.local.page_files import GZIP_BYTES_MIN

HTML = b"text/html"


def packing_html(scope: Scope, send: Send) -> Send:
    """A `send` that packs whole HTML for whoever takes it packed."""
    asked = dict(scope["headers"])
    if scope["method"] != "GET" or b"gzip" not in asked.get(b"accept-encoding", b""):
        return send
    held: list[Message] = []

    async def packed(message: Message) -> None:
        if message["type"] == "http.response.start" and _is_plain_html(message):
            held.append(message)
        elif not held:
            await send(message)
        elif message.get("more_body", False):
            held.append(message)
        else:
            start, *parts = held
            body = b"".join(part["body"] for part in [*parts, message])
            for one in _packed(start, body):
                await send(one)

    return packed


def _is_plain_html(start: Message) -> bool:
    headers = dict(start["headers"])
    is_html = headers.get(b"content-type", b"").startswith(HTML)
    return is_html and b"content-encoding" not in headers


def _packed(start: Message, body: bytes) -> tuple[Message, Message]:
    headers = [*start["headers"], (b"vary", b"Accept-Encoding")]
    if len(body) >= GZIP_BYTES_MIN:
        body = gzip.compress(body, mtime=0)
        headers = [
            # Other bytes than the tag was made of: it is a weak one from here on (RFC 9110, 8.8.1).
            (name, value if name != b"etag" or value.startswith(b"W/") else b"W/" + value)
            for name, value in headers
            if name != b"content-length"
        ]
        headers += [(b"content-encoding", b"gzip"), (b"content-length", b"%d" % len(body))]
    return {**start, "headers": headers}, {"type": "http.response.body", "body": body}
