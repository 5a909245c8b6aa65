"""Whether a server on this machine answers: it is asked for as long as it takes to start."""

import asyncio
from collections.abc import Callable
from functools import partial
from http import HTTPStatus

import httpx

from mlops.local.free_port import free_port
from mlops.local.ready import answers
from tests.tcp_server import listening


async def answered(status: HTTPStatus, probe: Callable[[str], bool] = answers) -> tuple[bool, str]:
    """What is made of an answer of this status, and what was sent for it."""
    sent = ""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        sent = (await reader.readuntil(b"\r\n\r\n")).decode()
        writer.write(f"HTTP/1.1 {status:d} As it is\r\nContent-Length: 0\r\n\r\n".encode())

    async with listening(answer) as port:
        return await asyncio.to_thread(probe, f"http://127.0.0.1:{port}/health"), sent


async def test_a_success_is_an_answer_and_anything_else_is_none() -> None:
    assert (await answered(HTTPStatus.OK))[0]
    assert not (await answered(HTTPStatus.SERVICE_UNAVAILABLE))[0]
    assert not (await answered(HTTPStatus.UNAUTHORIZED))[0]


async def test_some_servers_answer_by_refusing() -> None:
    def refuses(answer: httpx.Response) -> bool:
        return answer.status_code == HTTPStatus.FORBIDDEN

    probe = partial(answers, as_it_should=refuses)
    assert (await answered(HTTPStatus.FORBIDDEN, probe))[0]
    assert not (await answered(HTTPStatus.OK, probe))[0]


async def test_who_asks_says_who_it_is() -> None:
    bearer = await answered(HTTPStatus.OK, partial(answers, token="a-token"))
    assert "Authorization: Bearer a-token\r\n" in bearer[1]
    named = await answered(HTTPStatus.OK, partial(answers, user=("u", "p")))
    assert "Authorization: Basic dTpw\r\n" in named[1]


def test_where_nobody_listens_nobody_answers() -> None:
    assert not answers(f"http://127.0.0.1:{free_port()}/")
