"""Requests that a release makes itself: few at once, known by their name, each one counted."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self, TypeVar

import httpx

from mlops.monitoring.watcher.answers import bounded_body
from mlops.release.clients.pace import Pace

USER_AGENT = "candor-gates/1"
AT_ONCE_MAX = 8
ANSWER_S_MAX = 10.0
POLICY = "Content-Security-Policy"

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back after `seconds`, its last byte included; or in `failure` why nothing did."""

    status: int | None
    seconds: float
    body: bytes = b""
    failure: str = ""
    policies: tuple[str, ...] = ()
    """What the browser may run and paint (Content-Security-Policy): what each of them allows."""

    @property
    def is_ok(self) -> bool:
        """Whether it is what was asked for."""
        return self.status == httpx.codes.OK

    @property
    def said(self) -> str:
        """How it went, for people."""
        return self.failure or f"HTTP {self.status}"

    def document(self) -> Any:
        """The JSON in it. ValueError where there is none."""
        try:
            return json.loads(self.body)
        except RecursionError:
            raise ValueError("nested too deeply") from None


class Traffic:
    """One HTTP client for all of a run, for the length of a block."""

    def __init__(
        self, transport: httpx.AsyncBaseTransport | None = None, pace: Pace | None = None
    ) -> None:
        self.pace = pace or Pace()
        self.made = 0
        self._at_once = asyncio.Semaphore(AT_ONCE_MAX)
        self._http = httpx.AsyncClient(
            transport=transport,
            headers={"User-Agent": USER_AGENT, "Accept": "application/json, text/html;q=0.9"},
            timeout=None,  # noqa: S113 - each request has a deadline as a whole
            trust_env=False,
        )

    async def __aenter__(self) -> Self:
        """The same."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def ask(
        self,
        method: str,
        url: str,
        query: Mapping[str, str],
        headers: Mapping[str, str],
        answer_s_max: float,
    ) -> Answer:
        """One request, made once; a redirect is an answer and is not followed."""
        async with self._at_once:
            self.made += 1
            began = self.pace.monotonic()
            status, body, failure = None, b"", ""
            policies: tuple[str, ...] = ()
            try:
                async with (
                    asyncio.timeout(answer_s_max),
                    self._http.stream(method, url, params=query, headers=headers) as response,
                ):
                    received = await bounded_body(response)
                    status = response.status_code
                    policies = (*response.headers.get_list(POLICY, split_commas=True),)
                if received is None:
                    status, failure = None, "an answer without end"
                else:
                    body = received
            except TimeoutError:
                failure = f"no answer within {answer_s_max:.0f} s"
            except httpx.HTTPError as error:
                failure = type(error).__name__
            return Answer(status, self.pace.monotonic() - began, body, failure, policies)


@dataclass(frozen=True, slots=True)
class Site:
    """One address of the target, `https://host` and nothing behind it.

    Whatever is asked is asked there. `headers` go with every request: they may be secret.
    """

    address: str
    traffic: Traffic
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    async def get(
        self,
        path: str,
        query: Mapping[str, str] | None = None,
        bearer: str = "",
        answer_s_max: float = ANSWER_S_MAX,
    ) -> Answer:
        """The answer at a path. ValueError for one that would lead to another host."""
        if not path.startswith("/"):
            raise ValueError(f"{path!r} is no path; it begins with a slash")
        shown = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        headers = {**self.headers, **shown}
        return await self.traffic.ask(
            "GET", self.address + path, query or {}, headers, answer_s_max
        )


async def in_lanes(
    work: Callable[[int], Awaitable[Result]], numbers: range, lanes: int, until: float, pace: Pace
) -> list[Result]:
    """What `work` gives for each number, some at once; none is begun at `until` or later."""
    left, found = iter(numbers), list[Result]()

    async def lane() -> None:
        for number in left:
            if pace.monotonic() >= until:
                return
            found.append(await work(number))

    await asyncio.gather(*(lane() for _ in range(lanes)))
    return found
