"""What the gateway says when the function cannot: problem documents as the API's own are."""

import json
from dataclasses import dataclass, field
from http import HTTPStatus

import httpx

RETRY_AFTER_S = 5


@dataclass(frozen=True, slots=True)
class GatewayProblem:
    """One kind of RFC 9457 problem; `kind` is the end of its `type`."""

    status: HTTPStatus
    kind: str
    detail: str
    headers: dict[str, str] = field(default_factory=dict)

    def answer(self, path: str, trace_id: str) -> tuple[dict[str, str], bytes]:
        """Headers and body of the answer to a request for a path; never to be cached."""
        document = {
            "type": f"urn:candor:problem:{self.kind}",
            "title": self.status.phrase,
            "status": self.status.value,
            "detail": self.detail,
            "instance": path,
            "trace_id": trace_id,
        }
        body = json.dumps(document).encode()
        headers = {
            "cache-control": "no-store",
            "content-type": "application/problem+json",
            "content-length": str(len(body)),
            **self.headers,
        }
        return headers, body


NOT_A_READ = GatewayProblem(
    HTTPStatus.METHOD_NOT_ALLOWED,
    "http-405",
    "A file can only be read.",
    {"allow": "GET, HEAD"},
)


def problem_of(error: httpx.TransportError, answer_s_max: float) -> GatewayProblem:
    """The problem behind a failure to get an answer within `answer_s_max` seconds."""
    match error:
        case httpx.PoolTimeout() | httpx.ConnectTimeout():
            return GatewayProblem(
                HTTPStatus.SERVICE_UNAVAILABLE,
                "overloaded",
                "The API has more requests than it can take; try again in a moment.",
                {"retry-after": str(RETRY_AFTER_S)},
            )
        case httpx.TimeoutException():
            return GatewayProblem(
                HTTPStatus.GATEWAY_TIMEOUT,
                "timeout",
                f"The API did not answer within {answer_s_max:.0f} s.",
            )
        case httpx.ConnectError():
            return GatewayProblem(
                HTTPStatus.BAD_GATEWAY,
                "not-running",
                "The API is not running; it starts or restarts in a moment.",
            )
        case _:
            return GatewayProblem(
                HTTPStatus.BAD_GATEWAY, "broken-off", "The API broke off before it answered."
            )
