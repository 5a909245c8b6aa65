"""The emulator as an ASGI app: each venue's paths under its name, and `/_faults`."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from functions.adapters.system import SystemClock
from functions.domain.candle import Candle
from functions.domain.errors import CandorError
from functions.domain.units import HOUR, hour_floor
from functions.domain.world import Mode
from mlops.local.emulators.venues.faults import VenueFault, VenueFaultMode, VenueFaults
from mlops.local.emulators.venues.formats import FORMATS, Format, Range, Refused
from mlops.local.emulators.venues.market import HistoryMarket, Market, SimulatedMarket
from mlops.local.emulators.venues.view import as_seen_by, flat
from mlops.local.settings import handed_down

STUCK_HOURS_MAX = 30 * 24
"""How far back a stuck venue's last right candle is looked for."""


class VenueEmulator:
    """Four venues over one market."""

    def __init__(self, market: Market, seen: Callable[[str, Candle], Candle]) -> None:
        self._market = market
        self._seen = seen
        self._faults = VenueFaults()

    async def candles(self, request: Request) -> Response:
        """Hourly candles; the running hour comes last, as the venues have it."""
        venue, speaks = _venue_of(request)
        if (failing := await self._faults.answer(venue)) is not None:
            return failing
        try:
            now = await self._market.now()
            asked = speaks.range_of(request.query_params, hour_floor(now))
            shown = await self._shown(venue, asked)
        except Refused as refusal:
            return refusal.response
        except CandorError as error:  # there is no world yet
            return JSONResponse({"error": str(error)}, 503)
        document = speaks.document(request.query_params, shown)
        if isinstance(document, str):
            return Response(document, media_type="application/json")
        return JSONResponse(document)

    async def ticker(self, request: Request) -> Response:
        """The newest trade."""
        venue, speaks = _venue_of(request)
        if (failing := await self._faults.answer(venue)) is not None:
            return failing
        try:
            now = await self._market.now()
            newest = await self._closed(venue, Range(hour_floor(now) - 24 * HOUR, now, 24))
        except CandorError as error:
            return JSONResponse({"error": str(error)}, 503)
        if not newest:
            return JSONResponse({"error": "no trade yet"}, 503)
        return JSONResponse(speaks.ticker(str(newest[-1].close), now))

    async def faults(self, request: Request) -> Response:
        """Admin: GET shows, POST sets a VenueFault `{"venue", "mode", …}`, DELETE clears."""
        if request.method == "POST":
            try:
                asked = await request.json()
                venue = asked.pop("venue")
                if venue not in FORMATS:
                    raise ValueError(f"there is no venue {venue!r}")
                mode = VenueFaultMode(asked.pop("mode"))
                since = await self._market.now()
                self._faults.on[venue] = VenueFault(mode, since, **asked)
            except (ValueError, TypeError, KeyError, AttributeError) as error:
                return JSONResponse({"error": f"no such fault: {error}"}, 400)
        elif request.method == "DELETE":
            self._faults.on.clear()
        return JSONResponse({venue: fault.mode for venue, fault in self._faults.on.items()})

    async def _shown(self, venue: str, asked: Range) -> list[Candle]:
        now = await self._market.now()
        closed = await self._closed(venue, asked)
        running = hour_floor(now)
        if closed and asked.last >= running and closed[-1].close_time == running:
            closed.append(flat(running, closed[-1].close))
        return closed[-asked.rows :] if asked.newest else closed[: asked.rows]

    async def _closed(self, venue: str, asked: Range) -> list[Candle]:
        """What the venue says of the closed hours in a range, its present fault included."""
        now = await self._market.now()
        first = asked.first
        fault = self._faults.on.get(venue)
        if fault is not None and fault.mode is VenueFaultMode.STUCK:
            # The candle it is stuck at may lie before the range.
            first = min(first, max(fault.since, now - STUCK_HOURS_MAX * HOUR) - 2 * HOUR)
        true = await self._market.closed(first, min(asked.last, now))
        said = self._faults.said(venue, [self._seen(venue, one) for one in true], now)
        return [one for one in said if one.open_time >= asked.first]


def create_app(market: Market, seen: Callable[[str, Candle], Candle] = as_seen_by) -> Starlette:
    """The emulator over a market; `seen` makes a venue's own candle of the market's."""
    emulator = VenueEmulator(market, seen)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await market.close()

    routes = [Route("/_faults", emulator.faults, methods=["GET", "POST", "DELETE"])]
    for venue, speaks in FORMATS.items():
        routes.append(Route(f"/{venue}{speaks.candles_path}", emulator.candles))
        routes.append(Route(f"/{venue}{speaks.ticker_path}", emulator.ticker))
    return Starlette(lifespan=lifespan, routes=routes)


def app_from_environment() -> Starlette:
    """The app as the local stack serves it."""
    settings = handed_down("CANDOR_VENUES_EMULATOR")
    if settings["seed"] is not None:
        return create_app(SimulatedMarket(settings["seed"], SystemClock().now))
    return create_app(HistoryMarket(settings["database_url"], Mode(settings["mode"])))


def _venue_of(request: Request) -> tuple[str, Format]:
    venue = request.url.path.split("/")[1]
    return venue, FORMATS[venue]
