"""What every place a witness keeps files in promises, in memory and in S3 alike."""

import secrets
from collections.abc import AsyncIterator

import pytest

from functions.domain.errors import NotFound
from mlops.ledger.witness import Files
from mlops.local.s3 import ACCESS_KEY_ID, BUCKET
from mlops.storage.s3 import S3Account, S3Bucket
from tests.mlops.ledger.ledgers import Shelf


@pytest.fixture(params=["fake", "s3"])
async def files(request: pytest.FixtureRequest) -> AsyncIterator[Files]:
    if request.param == "fake":
        yield Shelf()
        return
    server = request.getfixturevalue("s3")
    account = S3Account(BUCKET, ACCESS_KEY_ID, server.secret, server.url)
    bucket = S3Bucket(account, f"checkpoints/candor.test/{secrets.token_hex(8)}")
    yield bucket
    await bucket.close()


@pytest.mark.parametrize("name", ["5", "5.ots", "latest", "refused/9.abc"])
async def test_a_file_comes_back_byte_for_byte(files: Files, name: str) -> None:
    await files.write(name, bytes(range(256)))
    assert await files.read(name) == bytes(range(256))


async def test_the_last_writing_stands(files: Files) -> None:
    await files.write("latest", b"one")
    await files.write("latest", b"another")
    assert await files.read("latest") == b"another"


async def test_what_was_never_written_is_not_found(files: Files) -> None:
    with pytest.raises(NotFound, match=r"there is no object 5\.ots"):
        await files.read("5.ots")
