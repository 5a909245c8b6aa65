"""The vendors' own OpenAPI documents say whether what is asked and answered is theirs.

They are files of the vendors, named by CANDOR_SPECS; without them nothing is judged.
"""

import json
import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import yaml
from openapi_core import Config, OpenAPI
from openapi_core.datatypes import RequestParameters
from openapi_core.exceptions import OpenAPIError
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from werkzeug.datastructures import Headers, ImmutableMultiDict

from mlops.local.emulators.fates import UNKNOWN

SPECS = os.environ.get("CANDOR_SPECS", "")
FILES = {
    "render": ("render-openapi.json", "https://api.render.com"),
    "vercel": ("vercel-openapi.strict.json", "https://api.vercel.com"),
    "neon": ("neon-openapi.yaml", "https://console.neon.tech"),
    "upstash": ("upstash-openapi.yaml", "https://api.upstash.com"),
}
SAYS_NO_REFUSALS = frozenset({"upstash"})
"""Whose document names no answer but the good one."""


class _Request:
    """One request in the form of openapi-core's protocol."""

    def __init__(self, host: str, scope: Scope, body: bytes) -> None:
        headers = Headers([(name.decode(), value.decode()) for name, value in scope["headers"]])
        self.parameters = RequestParameters(
            query=ImmutableMultiDict(parse_qsl(scope["query_string"].decode())), header=headers
        )
        self.host_url, self.path = host, scope["path"]
        self.method = scope["method"].lower()
        self.body, self.content_type = body or None, headers.get("Content-Type", "")


class _Response:
    """One answer in the form of openapi-core's protocol."""

    def __init__(self, status: int, headers: list[tuple[bytes, bytes]], data: bytes) -> None:
        self.status_code, self.data = status, data
        self.headers = dict(Headers([(n.decode(), v.decode()) for n, v in headers]))
        self.content_type = self.headers.get("content-type", "")


@cache
def _specification(vendor: str) -> OpenAPI:
    text = (Path(SPECS) / FILES[vendor][0]).read_text()
    # YAML reads a status as a number, and JSON, which is what is meant, as a name.
    is_yaml = FILES[vendor][0].endswith(".yaml")
    document = json.loads(json.dumps(yaml.load(text, yaml.CSafeLoader)) if is_yaml else text)
    if vendor == "render":
        # By its own document every web service is a private service as well.
        for name in ("service", "servicePOST"):
            details = document["components"]["schemas"][name]["properties"]["serviceDetails"]
            details["anyOf"] = details.pop("oneOf")
    # Vercel's document does not keep to OpenAPI's own rules; it judges all the same.
    return OpenAPI.from_dict(document, config=Config(spec_validator_cls=None))


class Judged:
    """An emulator whose every request and answer is held to its vendor's document."""

    def __init__(self, app: ASGIApp, vendor: str) -> None:
        self._app, self._vendor = app, vendor
        self.violations: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the app does, and judge."""
        asked, sent = bytearray(), []

        async def hear() -> Message:
            message = await receive()
            asked.extend(message.get("body", b""))
            return message

        async def say(message: Message) -> None:
            sent.append(message)
            await send(message)

        await self._app(scope, hear, say)
        if SPECS and not scope["path"].startswith("/_"):
            while (message := await receive())["type"] == "http.request":
                asked.extend(message.get("body", b""))
                if not message.get("more_body"):
                    break
            self._judge(scope, bytes(asked), sent)

    def _judge(self, scope: Scope, body: bytes, sent: list[Message]) -> None:
        data = b"".join(one.get("body", b"") for one in sent[1:])
        where = (scope["method"], scope["path"], scope["query_string"])
        key = (self._vendor, *where, body, sent[0]["status"], data)
        if key not in _VERDICTS:
            request = _Request(FILES[self._vendor][1], scope, body)
            response = _Response(sent[0]["status"], sent[0]["headers"], data)
            _VERDICTS[key] = list(_violations(self._vendor, request, response))
        self.violations += _VERDICTS[key]


_VERDICTS: dict[tuple[Any, ...], list[str]] = {}
"""What was asked and answered before in just these words is not judged again."""


def _violations(vendor: str, request: _Request, response: _Response) -> Iterator[str]:
    specification = _specification(vendor)
    judges: list[Callable[[], None]] = []
    if response.status_code < 400:  # a request that the vendor refuses is outside by right
        judges.append(lambda: specification.validate_request(request))
    is_known = response.status_code < 400 or vendor not in SAYS_NO_REFUSALS
    if is_known and UNKNOWN.encode() not in response.data:  # which is meant to be outside
        judges.append(lambda: specification.validate_response(request, response))
    for judge in judges:
        try:
            judge()
        except OpenAPIError as error:
            reasons = getattr(error.__cause__, "schema_errors", None) or [error.__cause__ or error]
            said = "; ".join(str(getattr(one, "message", one))[:300] for one in reasons)
            yield f"{request.method.upper()} {request.path}: {said}"
