"""One call of a vendor's management API: who asks, a deadline, retries only where they are safe.

A call is made again when it is `repeatable`, or when the vendor surely never began it: no
connection came about, or it said 429. Whoever makes a call that is neither looks at what has
become of it, because an answer can be lost after the vendor has done what was asked.
"""

import asyncio
import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn, Self, TypeVar

import httpx
from pydantic import TypeAdapter, ValidationError

from functions.adapters.retry_after import retry_after_s
from functions.domain.errors import VendorRejected, VendorUnavailable
from mlops.release.clients.pace import Pace

CALL_S_MAX = 20.0
CALLS_MAX = 4
PAUSE_S = 1.0
"""Before a call is made again; twice as long each time."""
RETRY_AFTER_S_MAX = 60.0
"""Longer than this nobody waits within a release; the error says for how long the vendor asks."""
ANSWER_BYTES_MAX = 5_000_000
WORDS_CHARS_MAX = 300
MAY_PASS = frozenset({408, 409, 425, 429})
"""4xx that speak of the moment or the pace, not of what we asked."""
NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)

Shape = TypeVar("Shape")


@dataclass(frozen=True, slots=True)
class Call:
    """What is asked. The vendor's words about a `secret` body are not repeated.

    `gone_is_done`: a 404 says that what shall be taken away is away.
    """

    method: str
    path: str
    body: Any = None
    query: Mapping[str, Any] = field(default_factory=dict)
    repeatable: bool = True
    secret: bool = False
    gone_is_done: bool = False


@dataclass(frozen=True, slots=True)
class _Answer:
    """What came back, all of it."""

    status: int
    headers: httpx.Headers
    content: bytes


class _Passing(Exception):
    """A failure that may pass, whether the vendor surely did nothing, and when to come again."""

    def __init__(self, reason: str, *, undone: bool = False, wait_s: float = 0.0) -> None:
        super().__init__(reason)
        self.undone = undone
        self.wait_s = wait_s


class Api:
    """Speaks to one vendor as one account, for the length of a block; connects on first use.

    `query` goes with every call: Vercel is told the team there. A `user` and the token make
    Basic authentication, which Upstash asks for; the token alone is a bearer's.
    """

    def __init__(
        self,
        vendor: str,
        url: str,
        token: str,
        query: Mapping[str, str] | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        pace: Pace | None = None,
        call_s_max: float = CALL_S_MAX,
        user: str = "",
    ) -> None:
        self.vendor = vendor
        self._url = url.rstrip("/")
        self._token = token
        self._query = dict(query or {})
        self._transport = transport
        self._pace = pace or Pace()
        self._call_s_max = call_s_max
        self._user = user
        self._client: httpx.AsyncClient | None = None
        self._rest_until: dict[str, float] = {}

    async def get(self, shape: TypeAdapter[Shape], path: str, **query: Any) -> Shape:
        """The document at a path, in the shape that is declared for it.

        Raises VendorUnavailable, also for another shape, and VendorRejected.
        """
        call = Call("GET", path, query=_given(query))
        return self._shaped(shape, call, await self._made(call))

    async def ask(self, shape: TypeAdapter[Shape], call: Call) -> Shape:
        """Have something done, and the answer in the shape that is declared for it.

        Raises as `get` does; after a VendorUnavailable nobody knows whether it was done.
        """
        return self._shaped(shape, call, await self._made(call))

    @property
    def _authorization(self) -> str:
        if not self._user:
            return f"Bearer {self._token}"
        return f"Basic {base64.b64encode(f'{self._user}:{self._token}'.encode()).decode()}"

    async def __aenter__(self) -> Self:
        """Connects to nobody yet."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the connections."""
        await self.close()

    async def close(self) -> None:
        """Close the connections, if any were opened."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    async def _made(self, call: Call) -> Any:
        where = f"{call.method} {call.path}"
        rest_s = self._rest_until.get(where, 0.0) - self._pace.monotonic()
        if rest_s > 0:
            said = f"{where}: asked to be left alone for {rest_s:.0f} s more"
            raise VendorUnavailable(self.vendor, said)
        for again in range(CALLS_MAX):
            try:
                return await self._once(call)
            except _Passing as failure:
                wait_s, said = failure.wait_s, f"{where}: {failure}"
                if wait_s > RETRY_AFTER_S_MAX:
                    self._rest_until[where] = self._pace.monotonic() + wait_s
                    said += f"; asks to be left alone for {wait_s:.0f} s"
                    raise VendorUnavailable(self.vendor, said) from None
                if again == CALLS_MAX - 1 or not (failure.undone or call.repeatable):
                    raise VendorUnavailable(self.vendor, said) from None
            await self._pace.sleep(max(wait_s, PAUSE_S * 2**again))
        raise AssertionError("the last call returns or raises")

    async def _once(self, call: Call) -> Any:
        try:
            async with asyncio.timeout(self._call_s_max):
                answer = await self._fetch(call)
        except NEVER_SENT as error:
            raise _Passing(type(error).__name__, undone=True) from None
        except (TimeoutError, httpx.TimeoutException):
            raise _Passing(f"no answer within {self._call_s_max:.0f} s") from None
        except httpx.HTTPError as error:
            raise _Passing(type(error).__name__) from None
        if call.gone_is_done and answer.status == httpx.codes.NOT_FOUND:
            return None
        if not httpx.codes.is_success(answer.status):
            self._refuse(call, answer)
        if not answer.content:
            return None
        try:
            return json.loads(answer.content)
        except (ValueError, RecursionError):
            raise _Passing(f"HTTP {answer.status} with no JSON in it") from None

    async def _fetch(self, call: Call) -> _Answer:
        if self._client is None:
            self._client = httpx.AsyncClient(
                transport=self._transport,
                headers={"Authorization": self._authorization, "Accept": "application/json"},
                timeout=self._call_s_max,
                follow_redirects=False,
            )
        content = None if call.body is None else json.dumps(call.body).encode()
        headers = {"Content-Type": "application/json"} if content else {}
        url, query, body = self._url + call.path, {**self._query, **call.query}, bytearray()
        async with self._client.stream(
            call.method, url, params=query, content=content, headers=headers
        ) as response:
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > ANSWER_BYTES_MAX:
                    raise _Passing(f"answered more than {ANSWER_BYTES_MAX} bytes")
            return _Answer(response.status_code, response.headers, bytes(body))

    def _refuse(self, call: Call, answer: _Answer) -> NoReturn:
        said = f"HTTP {answer.status}"
        if not call.secret:
            said += f": {self._words(answer.content)}"
        # What stands before the vendor speaks HTML, and knows nothing of what we asked.
        is_its_own = not answer.content or "json" in answer.headers.get("Content-Type", "")
        if httpx.codes.is_client_error(answer.status) and answer.status not in MAY_PASS:
            if is_its_own:
                raise VendorRejected(self.vendor, f"{call.method} {call.path}: {said}")
            said += ", and no JSON"
        too_fast = answer.status == httpx.codes.TOO_MANY_REQUESTS
        raise _Passing(said, undone=too_fast, wait_s=max(retry_after_s(answer.headers), 0.0))

    def _words(self, content: bytes) -> str:
        """What the vendor says is wrong, without our token, which a proxy may echo."""
        try:
            document = json.loads(content)
            # Upstash says it in a string.
            told = {"message": document} if isinstance(document, str) else document
            told = told.get("error", told)
            said = " ".join(str(told[one]) for one in ("code", "message") if one in told)
        except (ValueError, AttributeError, TypeError, RecursionError):
            said = ""
        for ours in (self._token, self._authorization.split()[1]):
            said = said.replace(ours, "…")
        return (said or "no reason given")[:WORDS_CHARS_MAX]

    def _shaped(self, shape: TypeAdapter[Shape], call: Call, document: Any) -> Shape:
        try:
            return shape.validate_python(document)
        except ValidationError as error:
            # Only where it is wrong: the values may be anybody's secrets.
            place = ".".join(str(one) for one in error.errors()[0]["loc"]) or "all of it"
            said = f"{call.method} {call.path}: answered in a form that is not known ({place})"
            raise VendorUnavailable(self.vendor, said) from None


def _given(query: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in query.items() if value is not None}
