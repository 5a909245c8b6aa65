"""SMTP on one port, the inbox on another: a page, each message, and all as JSON."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import asdict
from html import escape
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from functions.adapters.system import SystemClock
from mlops.local.emulators.mail.inbox import Inbox, Message
from mlops.local.emulators.trusted_hosts import trusted_hosts
from mlops.local.settings import handed_down

MESSAGE_BYTES_MAX = 1_000_000
HEADERS = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>{title}</title>
<style>body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto;
padding: 0 1rem; }} table {{ border-collapse: collapse; width: 100%; }} th, td {{ text-align:
left; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid #8886; vertical-align: top; }}
pre {{ white-space: pre-wrap; overflow-wrap: anywhere; }}</style></head>
<body><h1>{title}</h1>{body}</body></html>
"""


class MailSink:
    """Takes every message whoever it is for, and shows it."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name for it
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Keep one message; what SMTP answers."""
        content = envelope.content or b""
        self._inbox.keep(content if isinstance(content, bytes) else content.encode())
        return "250 OK"

    async def page(self, _: Request) -> Response:
        """All messages, newest first."""
        messages = self._inbox.newest()
        body = _table(messages) if messages else "<p>No mail yet.</p>"
        return HTMLResponse(PAGE.format(title="Mail of the local stack", body=body), 200, HEADERS)

    async def message(self, request: Request) -> Response:
        """One message."""
        found = self._inbox.read(request.path_params["id"])
        if found is None:
            return HTMLResponse(PAGE.format(title="There is no such mail", body=""), 404, HEADERS)
        rows = (("From", found.sender), ("To", found.to), ("Sent", found.sent_at))
        head = "".join(f"<tr><th>{name}</th><td>{escape(text)}</td></tr>" for name, text in rows)
        body = (
            f'<table>{head}</table><pre>{escape(found.text)}</pre><p><a href="/">All mail</a></p>'
        )
        title = escape(found.subject or "(no subject)")
        return HTMLResponse(PAGE.format(title=title, body=body), 200, HEADERS)

    async def messages(self, _: Request) -> Response:
        """All messages for programs."""
        return JSONResponse([asdict(one) for one in self._inbox.newest()])


def mail_app(inbox: Inbox, host: str, smtp_port: int) -> Starlette:
    """The page; from start to shutdown SMTP is spoken on the other port."""
    sink = MailSink(inbox)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        server = await asyncio.get_running_loop().create_server(
            lambda: SMTP(sink, data_size_limit=MESSAGE_BYTES_MAX, hostname="mail.localhost"),
            host,
            smtp_port,
        )
        yield
        server.close()

    routes = [
        Route("/", sink.page),
        Route("/messages.json", sink.messages),
        Route("/messages/{id}", sink.message),
    ]
    return Starlette(lifespan=lifespan, routes=routes, middleware=[trusted_hosts("mail")])


def app_from_environment() -> Starlette:
    """The sink that CANDOR_MAIL_SINK describes."""
    given = handed_down("CANDOR_MAIL_SINK")
    inbox = Inbox(Path(given["folder"]), SystemClock().now)
    return mail_app(inbox, given["host"], given["smtp_port"])


def _table(messages: Iterable[Message]) -> str:
    rows = "".join(
        f'<tr><td>{escape(one.sent_at)}</td><td><a href="/messages/{escape(one.id)}">'
        f"{escape(one.subject or '(no subject)')}</a></td><td>{escape(one.to)}</td></tr>"
        for one in messages
    )
    return f"<table><tr><th>Sent</th><th>Subject</th><th>To</th></tr>{rows}</table>"
