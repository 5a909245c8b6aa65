"""The witness as it is run: over HTTP, into S3, with the application's role, past a calendar."""

import httpx

from functions.adapters.ed25519.signer import verified
from functions.adapters.postgres.ledger import PostgresLedger
from functions.adapters.postgres.pool import Pool
from functions.adapters.system import SystemClock
from functions.domain.checkpoint import parse_verifier
from mlops.ledger.anchor import anchor
from mlops.ledger.site import Site
from mlops.ledger.time_stamp import read_time_stamp
from mlops.local.emulators.calendar.server import CalendarServer
from mlops.local.s3 import ACCESS_KEY_ID, BUCKET, S3Server
from mlops.storage.s3 import S3Account, S3Bucket
from tests.http.small_world import SmallWorld


async def test_what_is_witnessed_lies_in_s3_under_a_stamp_and_readers_are_told_where(
    api: httpx.AsyncClient, world: SmallWorld, s3: S3Server, calendar: CalendarServer
) -> None:
    trusted = parse_verifier((await api.get("/api/v1/ledger/key")).text)
    account = S3Account(BUCKET, ACCESS_KEY_ID, s3.secret, s3.url)
    bucket = S3Bucket(account, f"checkpoints/{trusted.name}")
    pool = Pool(world.app_url, 1)
    try:
        report = await anchor(
            Site(api), bucket, PostgresLedger(pool), SystemClock(), trusted, [calendar.url]
        )
        size = report.witnessed.checkpoint.size
        note = await bucket.read(str(size))
        stamped = read_time_stamp(await bucket.read(f"{size}.ots"), note)
    finally:
        await pool.close()
        await bucket.close()
    detail = f"in block {min(stamped.blocks)} of a test chain on this machine"
    assert report.failures == ()
    assert verified(note.decode(), trusted) == report.witnessed.checkpoint
    assert note == (await api.get("/checkpoint")).content
    newest, *others = (await api.get("/api/v1/ledger/checkpoints")).json()["checkpoints"]
    assert newest["size"] == size
    places = {one["place"]: one for one in newest["anchors"]}
    assert places["s3"]["state"] == "kept"
    assert places["s3"]["detail"] == f"checkpoints/{trusted.name}/{size}"
    assert places["opentimestamps"]["state"] == "complete"
    assert places["opentimestamps"]["detail"] == detail
    told = (await api.get("/api/v1/ledger/checkpoints")).json()["time_stamps"]
    assert told == [{"size": size, "state": "complete", "detail": detail}]
    assert all(one["anchors"] == [] for one in others)
