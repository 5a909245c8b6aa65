"""What stands before a Lambda function: each turns a request into its event, and the answer back.

The events are those of AWS's documentation: API Gateway's REST API (1.0) and HTTP API (2.0),
a function URL, and a load balancer with and without multi-value headers.
"""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import httpx

SOURCE_IP = "203.0.113.9"
TEXT_TYPES = ("application/json", "text/")
TARGET_GROUP = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/candor/0123"


class FunctionFailed(Exception):
    """The function answered with an error; what was reported is in `report`."""

    def __init__(self, report: dict[str, Any]) -> None:
        super().__init__(f"{report.get('errorType')}: {report.get('errorMessage')}")
        self.report = report


Event = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Gateway:
    """A name, how it tells the function of a request, and what it makes of the answer."""

    name: str
    event: Callable[[httpx.Request], Event]
    headers: Callable[[Event], list[tuple[str, str]]]
    decodes: bool = True
    """Whether it takes base64 away; a REST API does so for types it was told of only."""


async def invoke(http: httpx.AsyncClient, url: str, event: Any) -> Any:
    """What the function returns. Raises FunctionFailed."""
    answer = await http.post(url, content=json.dumps(event))
    if "x-amz-function-error" in answer.headers:
        raise FunctionFailed(answer.json())
    return answer.json()


class LambdaTransport(httpx.AsyncBaseTransport):
    """Sends each request through a gateway to a function that is invoked at `url`."""

    def __init__(self, gateway: Gateway, url: str, timeout_s: float) -> None:
        self._gateway = gateway
        self._url = url
        self._http = httpx.AsyncClient(timeout=timeout_s)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        answer = await invoke(self._http, self._url, self._gateway.event(request))
        body = answer.get("body") or ""
        encoded = answer["isBase64Encoded"] and self._gateway.decodes
        content = base64.b64decode(body) if encoded else body.encode()
        return httpx.Response(
            answer["statusCode"],
            headers=self._gateway.headers(answer),
            content=b"" if request.method == "HEAD" else content,
            request=request,
        )

    async def aclose(self) -> None:
        await self._http.aclose()


def _multi_headers(request: httpx.Request) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for name, value in request.headers.raw:
        values.setdefault(name.decode().lower(), []).append(value.decode("latin-1"))
    return {**values, "x-forwarded-for": [SOURCE_IP], "x-forwarded-proto": ["https"]}


def _single(values: Mapping[str, list[str]], joined: str | None = None) -> dict[str, str]:
    return {name: joined.join(all_) if joined else all_[-1] for name, all_ in values.items()}


def _body(request: httpx.Request) -> Event:
    if not request.content:
        return {"isBase64Encoded": False}
    if request.headers.get("content-type", "").startswith(TEXT_TYPES):
        return {"body": request.content.decode(), "isBase64Encoded": False}
    return {"body": base64.b64encode(request.content).decode(), "isBase64Encoded": True}


def _path(request: httpx.Request) -> str:
    return request.url.raw_path.decode().partition("?")[0]


def http_api(request: httpx.Request, stage: str = "$default") -> Event:
    """Version 2.0. A stage with a name begins the path."""
    path = _path(request) if stage == "$default" else f"/{stage}{_path(request)}"
    headers = _single(_multi_headers(request), ",")
    cookies = headers.pop("cookie", "")
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": request.url.query.decode(),
        **({"cookies": cookies.split("; ")} if cookies else {}),
        "headers": headers,
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "a1b2c3d4e5",
            "domainName": request.url.host,
            "http": {
                "method": request.method,
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": SOURCE_IP,
                "userAgent": headers.get("user-agent", ""),
            },
            "requestId": "JKJaXmPLvHcESHA=",
            "routeKey": "$default",
            "stage": stage,
            "timeEpoch": 1714521600000,
        },
        **_body(request),
    }


def function_url(request: httpx.Request) -> Event:
    """Version 2.0 too, from a host of its own and without a gateway's keys."""
    event = http_api(request)
    event["requestContext"] |= {"apiId": "abcdefg", "accountId": "anonymous"}
    return event


def rest_api(request: httpx.Request) -> Event:
    """Version 1.0: the query comes decoded, and the stage is not in the path."""
    headers = _multi_headers(request)
    query: dict[str, list[str]] = {}
    for name, value in parse_qsl(request.url.query.decode(), keep_blank_values=True):
        query.setdefault(name, []).append(value)
    return {
        "resource": "/{proxy+}",
        "path": _path(request),
        "httpMethod": request.method,
        "headers": _single(headers),
        "multiValueHeaders": headers,
        "queryStringParameters": _single(query) or None,
        "multiValueQueryStringParameters": query or None,
        "pathParameters": {"proxy": _path(request).lstrip("/")},
        "stageVariables": None,
        "requestContext": {
            "resourcePath": "/{proxy+}",
            "path": f"/prod{_path(request)}",
            "stage": "prod",
            "identity": {"sourceIp": SOURCE_IP},
        },
        "body": None,
        **_body(request),
    }


def load_balancer(request: httpx.Request, *, multi: bool = False) -> Event:
    """A load balancer leaves the query as it was sent."""
    headers = _multi_headers(request)
    query: dict[str, list[str]] = {}
    for pair in filter(None, request.url.query.decode().split("&")):
        name, _, value = pair.partition("=")
        query.setdefault(name, []).append(value)
    values: Event = (
        {"multiValueHeaders": headers, "multiValueQueryStringParameters": query}
        if multi
        else {"headers": _single(headers), "queryStringParameters": _single(query)}
    )
    return {
        "requestContext": {"elb": {"targetGroupArn": TARGET_GROUP}},
        "httpMethod": request.method,
        "path": _path(request),
        **values,
        "body": "",
        **_body(request),
    }


def _headers_2(answer: Event) -> list[tuple[str, str]]:
    cookies = [("set-cookie", cookie) for cookie in answer.get("cookies", [])]
    return [*answer.get("headers", {}).items(), *cookies]


def _headers_1(answer: Event) -> list[tuple[str, str]]:
    several = answer.get("multiValueHeaders", {})
    single = [pair for pair in answer.get("headers", {}).items() if pair[0] not in several]
    return single + [(name, value) for name, values in several.items() for value in values]


HTTP_API = Gateway("HTTP API", http_api, _headers_2)
NAMED_STAGE = Gateway("HTTP API's stage", lambda one: http_api(one, "staging"), _headers_2)
FUNCTION_URL = Gateway("function URL", function_url, _headers_2)
REST_API = Gateway("REST API", rest_api, _headers_1, decodes=False)
ALB = Gateway("load balancer", load_balancer, _headers_1)
ALB_MULTI = Gateway(
    "load balancer, several values", lambda one: load_balancer(one, multi=True), _headers_1
)
GATEWAYS = (HTTP_API, NAMED_STAGE, FUNCTION_URL, REST_API, ALB, ALB_MULTI)
