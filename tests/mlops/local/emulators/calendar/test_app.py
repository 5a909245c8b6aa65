"""The calendar emulator promises at once, keeps its promises, and forgets none."""

from pathlib import Path

import httpx
import pytest
from opentimestamps.core.notary import BitcoinBlockHeaderAttestation, PendingAttestation
from opentimestamps.core.serialize import BytesDeserializationContext
from opentimestamps.core.timestamp import Timestamp

from mlops.local.emulators.calendar.app import DIGEST_BYTES_MAX, calendar_app
from tests.fakes.clock import FakeClock

URL = "http://calendar.test"
DIGEST = bytes(range(32))


def client(folder: Path, clock: FakeClock) -> httpx.AsyncClient:
    app = calendar_app(URL, folder, 60.0, clock.now)
    return httpx.AsyncClient(base_url=URL, transport=httpx.ASGITransport(app))


def read(answer: httpx.Response, message: bytes) -> Timestamp:
    assert answer.status_code == 200, answer.text
    return Timestamp.deserialize(BytesDeserializationContext(answer.content), message)


async def test_a_digest_is_promised_and_later_in_a_block(tmp_path: Path) -> None:
    clock = FakeClock()
    async with client(tmp_path, clock) as calendar:
        promised = read(await calendar.post("/digest", content=DIGEST), DIGEST)
        [(commitment, attestation)] = promised.all_attestations()
        assert attestation == PendingAttestation(URL)
        path = f"/timestamp/{commitment.hex()}"
        early = await calendar.get(path)
        assert (early.status_code, early.text) == (
            404,
            "Pending confirmation in Bitcoin blockchain",
        )
        clock.advance(60)
        [(_, block)] = read(await calendar.get(path), commitment).all_attestations()
        assert isinstance(block, BitcoinBlockHeaderAttestation)
        assert 0 < block.height < 1000


async def test_a_promise_outlives_the_process_and_is_made_once(tmp_path: Path) -> None:
    clock = FakeClock()
    async with client(tmp_path, clock) as calendar:
        first = await calendar.post("/digest", content=DIGEST)
    clock.advance(59)
    async with client(tmp_path, clock) as calendar:
        again = await calendar.post("/digest", content=DIGEST)
        assert again.content == first.content
        clock.advance(1)
        [(commitment, _)] = read(first, DIGEST).all_attestations()
        assert (await calendar.get(f"/timestamp/{commitment.hex()}")).status_code == 200


async def test_what_was_never_promised_is_not_found(tmp_path: Path) -> None:
    async with client(tmp_path, FakeClock()) as calendar:
        answer = await calendar.get(f"/timestamp/{DIGEST.hex()}")
    assert (answer.status_code, answer.text) == (404, "Commitment not found")


@pytest.mark.parametrize("content", [b"", bytes(DIGEST_BYTES_MAX + 1)])
async def test_what_is_no_digest_is_refused(tmp_path: Path, content: bytes) -> None:
    async with client(tmp_path, FakeClock()) as calendar:
        assert (await calendar.post("/digest", content=content)).status_code == 400
        assert (await calendar.get("/timestamp/nothex")).status_code == 400
