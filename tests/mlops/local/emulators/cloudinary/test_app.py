"""The emulator's refusals, by plain HTTP; its uploads are tested through the vendor's SDK."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cloudinary.utils import api_sign_request

from mlops.local.emulators.cloudinary.app import FILE_BYTES_MAX, create_app
from mlops.local.emulators.cloudinary.signature import signature

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SECRET = "s3cret-of-the-emulator"
UPLOAD = "/v1_1/candor/raw/upload"


@pytest.fixture
def client(tmp_path: Path) -> httpx.AsyncClient:
    app = create_app("candor", "key", SECRET, tmp_path, lambda: NOW)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://cloudinary.test")


def fields(**changed: str) -> dict[str, str]:
    """The signed fields of an upload; a change after the signature is one too many."""
    honest = {"public_id": "a/b", "timestamp": str(int(NOW.timestamp()))}
    return {**honest, "api_key": "key", "signature": signature(honest, SECRET), **changed}


def signed(**parameters: str) -> dict[str, str]:
    return {**parameters, "api_key": "key", "signature": signature(parameters, SECRET)}


FILE = {"file": ("file", b"data")}


async def test_a_signed_upload_is_taken_and_delivered(client: httpx.AsyncClient) -> None:
    answer = await client.post(UPLOAD, data=fields(), files=FILE)
    assert answer.status_code == 200
    assert answer.json()["bytes"] == 4
    assert (await client.get("/candor/raw/upload/a/b")).content == b"data"


@pytest.mark.parametrize(
    "changed",
    [{"public_id": "a/c"}, {"signature": "0" * 40}, {"signature": ""}, {"api_key": "other"},
     {"overwrite": "1"}, {"public_id": "a/b&timestamp=1"}],
)  # fmt: skip
async def test_what_is_not_what_was_signed_is_refused(
    client: httpx.AsyncClient, changed: dict[str, str]
) -> None:
    answer = await client.post(UPLOAD, data=fields(**changed), files=FILE)
    assert answer.status_code == 401
    assert answer.json()["error"]["message"]
    assert (await client.get("/candor/raw/upload/a/b")).status_code == 404


async def test_an_old_request_cannot_be_sent_again(client: httpx.AsyncClient) -> None:
    old = str(int((NOW - timedelta(hours=2)).timestamp()))
    answer = await client.post(UPLOAD, data=signed(public_id="a", timestamp=old), files=FILE)
    assert answer.status_code == 400
    assert "Stale request" in answer.json()["error"]["message"]


@pytest.mark.parametrize("data", [b"", b"x" * (FILE_BYTES_MAX + 1)], ids=["empty", "too large"])
async def test_no_file_and_too_large_a_file_are_refused(
    client: httpx.AsyncClient, data: bytes
) -> None:
    answer = await client.post(UPLOAD, data=fields(), files={"file": ("file", data)})
    assert answer.status_code == 400


async def test_another_cloud_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post("/v1_1/other/raw/upload", data=fields(), files=FILE)
    assert answer.status_code == 401


async def test_usage_and_the_fault_switch_need_the_secret(client: httpx.AsyncClient) -> None:
    for path in ("/v1_1/candor/usage", "/_faults"):
        assert (await client.get(path)).status_code == 401
        assert (await client.get(path, auth=("key", "wrong"))).status_code == 401
        assert (await client.get(path, auth=("key", SECRET))).status_code == 200


async def test_a_limit_is_told_as_the_vendor_tells_it(client: httpx.AsyncClient) -> None:
    await client.post("/_faults", json={"mode": "420", "count": 1}, auth=("key", SECRET))
    answer = await client.get("/candor/raw/upload/a/b")
    assert (answer.status_code, "error" in answer.json()) == (420, True)
    assert (await client.get("/candor/raw/upload/a/b")).status_code == 404


@pytest.mark.parametrize("value", ["plain", "a&b=c", "ü ", "x=y"])
def test_its_signature_is_the_sdks(value: str) -> None:
    parameters = {"public_id": value, "timestamp": "1315060510", "empty": ""}
    assert signature(parameters, SECRET) == api_sign_request(parameters, SECRET)
