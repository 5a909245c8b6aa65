"""The log of a running function whose vendors quote every secret they were shown."""

import asyncio
import json
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from mlops.local.free_port import LOOPBACK, free_port
from mlops.local.uvicorn_command import uvicorn_command
from tests.tcp_server import listening

PASSWORD = "Xq7-zr/Wv92.kPs"
TOKEN = "AXfoACQgN2Y0ZTk3ZmItYjY5ZC00ZTA3LWI4ZjQtMzA5YjE2"
CRON = "cron-Bearer-0f9e8d7c6b5a4f3e2d1c0b9a8f7e6d5c"
METRICS = "metrics-Bearer-5c6d7e8f9a0b1c2d3e4f5a6b7c8d9e0f"
ELSEWHERE = "postgresql://root:another-pw-77@10.9.8.7/x"
AGENT = "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/132.0"
MAIL, ADDRESS = "ada@reader.example", "203.0.113.77"
NEVER = (PASSWORD, "Xq7-zr%2FWv92", TOKEN, CRON, METRICS, "another-pw-77", MAIL, ADDRESS, "Firefox")
QUOTED = f"{TOKEN}; {ELSEWHERE}; {PASSWORD}; {MAIL}; {ADDRESS}; Authorization: Bearer {CRON}"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
HEADERS = {
    "Authorization": f"Bearer {CRON}",
    "User-Agent": AGENT,
    "X-Forwarded-For": ADDRESS,
    "X-Vercel-Id": "fra1::iad1::zx5hs-1700000000000-0123456789ab",
    "traceparent": f"00-{TRACE}-00f067aa0ba902b7-01",
}
READY_S_MAX = 60.0


async def talkative_redis(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Refuses every command, quoting what it was sent."""
    await reader.readuntil(b"\r\n\r\n")
    body = json.dumps({"error": f"WRONGPASS {QUOTED}"}).encode()
    head = f"HTTP/1.1 400 Bad Request\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    writer.write(head.encode() + body)
    await writer.drain()


async def talkative_postgres(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Refuses every connection, quoting what it knows."""
    await reader.read(1000)
    said = b"\0".join((b"SFATAL", b"C28P01", f"Mno entry: {QUOTED}".encode(), b"\0"))
    writer.write(b"E" + (len(said) + 4).to_bytes(4, "big") + said)
    await writer.drain()


@asynccontextmanager
async def serving(log: Path) -> AsyncIterator[httpx.AsyncClient]:
    """The function in front of them, its whole output in one file."""
    port = free_port()
    async with listening(talkative_redis) as redis, listening(talkative_postgres) as postgres:
        command = uvicorn_command(
            "api.index:app",
            port,
            {
                "DATABASE_URL": f"postgresql://candor_app:{PASSWORD.replace('/', '%2F')}@{LOOPBACK}"
                f":{postgres}/candor?sslmode=disable&gssencmode=disable",
                "UPSTASH_REDIS_REST_URL": f"http://{LOOPBACK}:{redis}",
                "UPSTASH_REDIS_REST_TOKEN": TOKEN,
                "CRON_SECRET": CRON,
                "METRICS_TOKEN": METRICS,
                "CANDOR_MODE": "simulated",
                "CANDOR_COMMIT": "0a1b2c3d",
                "LOG_LEVEL": "debug",
            },
            access_log=True,
        )
        with log.open("w") as output:
            process = subprocess.Popen(  # noqa: ASYNC220 - a moment, once
                command.argv, **(command.popen_options() | {"stdout": output, "stderr": output})
            )
            try:
                async with httpx.AsyncClient(
                    base_url=f"http://{LOOPBACK}:{port}", timeout=30, headers=HEADERS
                ) as client:
                    await _ready(client)
                    yield client
            finally:
                process.terminate()
                process.wait(10)


async def _ready(client: httpx.AsyncClient) -> None:
    async with asyncio.timeout(READY_S_MAX):
        while True:
            try:
                await client.get("/api/health")
            except httpx.TransportError:
                await asyncio.sleep(0.1)
            else:
                return


@pytest.mark.asyncio(loop_scope="session")
async def test_no_secret_and_no_reader_is_in_the_log_and_a_trace_id_finds_the_line(
    tmp_path: Path,
) -> None:
    log = tmp_path / "function.log"
    async with serving(log) as client:
        answers = [
            await client.get(f"/api/v1/forecast?_token={TOKEN}"),
            await client.get("/api/v1/forecast"),
            await client.get("/api/v1/levels?horizon=24h&price=61000"),
            await client.get("/api/v1/status"),
            await client.get("/api/metrics", headers={"Authorization": f"Bearer {METRICS}"}),
            await client.post("/api/cron/tick"),
            await client.post("/api/cron/ingest"),
            await client.post("/api/cron/ingest", headers={"Authorization": f"Bearer {METRICS}"}),
            await client.get(f"/api/{TOKEN}"),
        ]
    assert [answer.status_code for answer in answers][1:] == [
        503, 503, 503, 200, 503, 503, 401, 404,
    ]  # fmt: skip
    text = log.read_text()
    assert [secret for secret in NEVER if secret in text] == []
    lines = [json.loads(line) for line in text.splitlines()]
    assert all(line["commit"] == "0a1b2c3d" for line in lines)
    assert all(line["environment"] == "development" for line in lines)
    quoted = [line["message"] for line in lines if "no entry" in line["message"]]
    assert quoted
    assert all("[UPSTASH_REDIS_REST_TOKEN]" in message for message in quoted)
    told = [line for line in lines if line.get("exception") == "VendorUnavailable"]
    assert {line["logger"] for line in told} == {"candor.http", "candor.jobs"}
    assert all(line["trace_id"] == TRACE for line in told)
    assert all(line["request_id"] == HEADERS["X-Vercel-Id"] for line in told)
    assert {len(line["execution_id"]) for line in told if line.get("job") == "ingest"} == {16}
    routes = {line["route"]: line["status"] for line in lines if line["logger"] == "candor.access"}
    assert routes["/api/v1/forecast"] == 503
    assert routes["/api/cron/{job}"] in (401, 503)
    tick, ingest = answers[5].json(), answers[6].json()
    assert tick["trace_id"] == ingest["trace_id"] == TRACE
    assert [secret for secret in NEVER if secret in answers[5].text] == []
