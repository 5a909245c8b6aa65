"""Healthchecks.io's ping protocol for one check, and mail when its state changes.

`GET`, `HEAD` or `POST /ping/{id}` is a ping, `/ping/{id}/fail` says that something failed:
https://healthchecks.io/docs/http_api/
"""

import asyncio
import hmac
import logging
import smtplib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from email.message import EmailMessage

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from functions.adapters.system import SystemClock
from functions.domain.units import instant_text
from functions.ports.world import Clock
from mlops.local.emulators.heartbeat.switch import Switch
from mlops.local.emulators.trusted_hosts import trusted_hosts
from mlops.local.settings import handed_down

LOOK_S = 1.0
SMTP_S_MAX = 5.0
METHODS = ["GET", "HEAD", "POST"]

Send = Callable[[str, str], Awaitable[None]]
"""Sends a message of a subject and a text."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """One check, and who hears of it."""

    check_id: str = field(repr=False)
    switch: Switch
    clock: Clock
    send: Send

    async def ping(self, request: Request) -> Response:
        """It is well."""
        if not self._is_known(request):
            return PlainTextResponse("not found", 404)
        if self.switch.ping(self.clock.now()):
            await self._tell("UP: alerts work again")
        return PlainTextResponse("OK")

    async def fail(self, request: Request) -> Response:
        """It says itself that it is not."""
        if not self._is_known(request):
            return PlainTextResponse("not found", 404)
        if self.switch.fail():
            await self._tell("DOWN: a failure was reported")
        return PlainTextResponse("OK")

    async def state(self, _: Request) -> Response:
        """How it is, without the address to ping."""
        switch = self.switch
        return JSONResponse(
            {
                "status": switch.state.value,
                "last_ping": instant_text(switch.last_ping_at),
                "timeout": switch.period.total_seconds(),
                "grace": switch.grace.total_seconds(),
            }
        )

    async def look_for_ever(self) -> None:
        """Notice when no ping came in time."""
        while True:
            await asyncio.sleep(LOOK_S)
            if self.switch.look(self.clock.now()):
                await self._tell("DOWN: nobody is told of alerts")

    def _is_known(self, request: Request) -> bool:
        return hmac.compare_digest(request.path_params["id"].encode(), self.check_id.encode())

    async def _tell(self, subject: str) -> None:
        last = instant_text(self.switch.last_ping_at)
        text = f"{subject}.\nThe last ping came at {last}, or the wait for it began then.\n"
        try:
            await self.send(subject, text)
        except (OSError, smtplib.SMTPException) as failure:
            log.warning("%s, and no mail of it could be sent: %s", subject, failure)


def heartbeat_app(check: Heartbeat) -> Starlette:
    """The app; from start to shutdown it looks whether the check is late."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        looking = asyncio.create_task(check.look_for_ever())
        yield
        looking.cancel()
        with suppress(asyncio.CancelledError):
            await looking

    routes = [
        Route("/", check.state),
        Route("/ping/{id}", check.ping, methods=METHODS),
        Route("/ping/{id}/fail", check.fail, methods=METHODS),
    ]
    return Starlette(lifespan=lifespan, routes=routes, middleware=[trusted_hosts("heartbeat")])


def mail_sender(smtp_address: str, clock: Clock) -> Send:
    """Sends through an SMTP server that asks for no user."""
    host, _, port = smtp_address.rpartition(":")

    def deliver(message: EmailMessage) -> None:
        with smtplib.SMTP(host, int(port), timeout=SMTP_S_MAX) as server:
            server.send_message(message)

    async def send(subject: str, text: str) -> None:
        message = EmailMessage()
        message["Subject"] = subject
        message["From"], message["To"] = "heartbeat@candor.localhost", "oncall@candor.localhost"
        message["Date"] = clock.now()
        message.set_content(text)
        await asyncio.to_thread(deliver, message)

    return send


def app_from_environment() -> Starlette:
    """The switch that CANDOR_HEARTBEAT_EMULATOR describes."""
    given, clock = handed_down("CANDOR_HEARTBEAT_EMULATOR"), SystemClock()
    period, grace = (timedelta(seconds=given[key]) for key in ("period_s", "grace_s"))
    switch = Switch(period, grace, clock.now())
    return heartbeat_app(Heartbeat(given["id"], switch, clock, mail_sender(given["smtp"], clock)))
