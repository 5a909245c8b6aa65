"""The mail sink takes mail over real SMTP, keeps it, and shows it without running any of it."""

import asyncio
import smtplib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.message import EmailMessage
from pathlib import Path

import httpx
import pytest

from mlops.local.emulators.mail import inbox as inbox_module
from mlops.local.emulators.mail.app import mail_app
from mlops.local.emulators.mail.inbox import Inbox
from mlops.local.free_port import LOOPBACK, free_port
from tests.fakes.clock import FakeClock


@asynccontextmanager
async def sink(folder: Path, clock: FakeClock) -> AsyncIterator[tuple[int, httpx.AsyncClient]]:
    port = free_port()
    app = mail_app(Inbox(folder, clock.now), LOOPBACK, port)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://mail") as http,
    ):
        yield port, http


async def send(port: int, subject: str, text: str) -> None:
    message = EmailMessage()
    message["Subject"], message["From"] = subject, "alerts@candor.localhost"
    message["To"] = "oncall@candor.localhost"
    message.set_content(text)

    def deliver() -> None:
        with smtplib.SMTP(LOOPBACK, port, timeout=5) as server:
            server.send_message(message)

    await asyncio.to_thread(deliver)


async def test_mail_is_shown_newest_first_and_outlives_the_process(tmp_path: Path) -> None:
    clock = FakeClock()
    async with sink(tmp_path, clock) as (port, http):
        assert "No mail yet" in (await http.get("/")).text
        await send(port, "first", "one")
        clock.advance(1)
        await send(port, "zweite – größer", "zwei: äöü")
    async with sink(tmp_path, clock) as (_, http):
        listed = (await http.get("/messages.json")).json()
        assert [one["subject"] for one in listed] == ["zweite – größer", "first"]
        assert listed[0]["text"].strip() == "zwei: äöü"
        assert listed[0]["to"] == "oncall@candor.localhost"
        shown = await http.get(f"/messages/{listed[1]['id']}")
        assert "<h1>first</h1>" in shown.text
        page = (await http.get("/")).text
        assert page.index("zweite") < page.index("first")


async def test_what_a_message_says_is_text_and_never_markup(tmp_path: Path) -> None:
    attack = "<script>alert(1)</script>"
    async with sink(tmp_path, FakeClock()) as (port, http):
        await send(port, attack, attack)
        [one] = (await http.get("/messages.json")).json()
        for path in ("/", f"/messages/{one['id']}"):
            answer = await http.get(path)
            assert "<script" not in answer.text
            assert "&lt;script&gt;" in answer.text
            assert answer.headers["content-security-policy"].startswith("default-src 'none'")


@pytest.mark.parametrize(
    "odd",
    [
        b"Subject: odd\r\nContent-Type: text/plain; charset=x-nowhere\r\n\r\nodd: \xff\r\n",
        b"Subject: odd\r\nContent-Type: text/plain; charset=\r\n\r\nodd: \xff\r\n",
        b"Subject: odd: \xff\xfe\r\nDate: \xff\r\nTo: @@<\r\n\r\nodd: \xff\r\n",
        b"Subject: odd\r\nContent-Type: multipart/mixed\r\n\r\nodd: \xff\r\n",
        b"",
    ],
    ids=["unknown charset", "no charset", "odd headers", "no parts", "nothing"],
)
async def test_an_odd_message_hides_no_other(odd: bytes, tmp_path: Path) -> None:
    clock = FakeClock()
    odd_id = Inbox(tmp_path, clock.now).keep(odd)
    async with sink(tmp_path, clock) as (port, http):
        clock.advance(1)
        await send(port, "an alert", "text")
        listed = (await http.get("/messages.json")).json()
        assert listed[0]["subject"] == "an alert"
        assert "an alert" in (await http.get("/")).text
        shown = await http.get(f"/messages/{odd_id}")
        assert shown.status_code == httpx.codes.OK
        assert ("odd" in shown.text) == bool(odd)


async def test_another_sites_name_for_this_address_reads_nothing(tmp_path: Path) -> None:
    async with sink(tmp_path, FakeClock()) as (_, http):
        for host, status in (
            ("127.0.0.1:8026", 200), ("localhost:1", 200), ("[::1]:8026", 200), ("mail:8026", 200),
            ("rebound.example:8026", 400), ("127.0.0.1.example", 400),
        ):  # fmt: skip
            answer = await http.get("/messages.json", headers={"Host": host})
            assert answer.status_code == status, host


async def test_there_is_no_other_file_to_be_read(tmp_path: Path) -> None:
    (tmp_path / "secrets.json").write_text("{}")
    folder = tmp_path / "mail"
    async with sink(folder, FakeClock()) as (_, http):
        for path in ("/messages/x", "/messages/..%2Fsecrets.json", "/messages/%2e%2e"):
            assert (await http.get(path)).status_code == httpx.codes.NOT_FOUND


def test_the_oldest_go_when_there_are_too_many(tmp_path: Path) -> None:
    clock, kept = FakeClock(), inbox_module.MESSAGES_MAX
    box = Inbox(tmp_path, clock.now)
    for number in range(kept + 2):
        clock.advance(1)
        box.keep(f"Subject: {number}\r\n\r\n".encode())
    subjects = [path.read_bytes() for path in sorted(tmp_path.iterdir())]
    assert len(subjects) == kept
    assert subjects[0].startswith(b"Subject: 2\r")
