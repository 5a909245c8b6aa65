"""Lets the ledger's witness look whenever the page shows a new checkpoint, at a bounded rate."""

import asyncio
from collections.abc import Awaitable, Callable

import httpx

LOOK_S = 60.0
"""In a replay hours pass in seconds: not every checkpoint is kept, and a look costs seconds."""
ANSWER_S_MAX = 5.0


class WitnessKeeper:
    """Runs `candor ledger anchor` beside the product; a failure is said and stops nothing."""

    def __init__(
        self,
        page_url: str,
        run: Callable[[], Awaitable[int]],
        say: Callable[[str], None],
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._page_url = page_url
        self._run = run
        self._say = say
        self._transport = transport
        self._seen = ""
        self._is_failing = False

    async def keep(self, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """Look, for ever; the first time at once."""
        while True:
            await self.look()
            await sleep(LOOK_S)

    async def look(self) -> None:
        """Let the witness run if the page shows a checkpoint that it has not kept."""
        shown = await self._checkpoint()
        if shown in ("", self._seen):
            return
        if await self._run() == 0:
            self._seen, self._is_failing = shown, False
        elif not self._is_failing:
            self._is_failing = True
            self._say("the ledger's witness failed; see anchor.log, or run `candor ledger anchor`")

    async def _checkpoint(self) -> str:
        try:
            async with httpx.AsyncClient(transport=self._transport, timeout=ANSWER_S_MAX) as http:
                answer = await http.get(f"{self._page_url}/checkpoint")
        except httpx.HTTPError:
            return ""
        return answer.text if answer.status_code == httpx.codes.OK else ""
