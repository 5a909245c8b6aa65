"""The ledger is a transparency log: what C2SP's and RFC 9162's readers expect, they get."""

import hashlib
from typing import Any

import httpx
import pytest

from functions.adapters.ed25519.signer import verified
from functions.domain.checkpoint import Checkpoint, parse_verifier
from functions.domain.merkle_proof import verify_consistency, verify_inclusion
from functions.routes.answers import FOR_EVER
from tests.http.runtimes.in_process import app_client
from tests.http.small_world import SmallWorld, services
from tests.http.test_record import merkle_tree_hash, walk


async def newest(api: httpx.AsyncClient) -> Checkpoint:
    key = (await api.get("/api/v1/ledger/key")).text
    return verified((await api.get("/checkpoint")).text, parse_verifier(key))


async def bodies(api: httpx.AsyncClient, size: int) -> list[bytes]:
    """The first entries, from their bundles."""
    found: list[bytes] = []
    while len(found) < size:
        number, width = len(found) // 256, min(256, size - len(found))
        name = f"{number:03d}" if width == 256 else f"{number:03d}.p/{width}"
        answer = await api.get(f"/tile/entries/{name}")
        assert answer.status_code == 200, answer.text
        rest = answer.content
        while rest:
            length = int.from_bytes(rest[:2], "big")
            found.append(rest[2 : 2 + length])
            rest = rest[2 + length :]
    return found


async def test_the_newest_checkpoint_is_signed_over_the_bundles_entries(
    api: httpx.AsyncClient,
) -> None:
    answer = await api.get("/checkpoint")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    signed = await newest(api)
    entries = await bodies(api, signed.size)
    assert signed.root == merkle_tree_hash(entries)
    pages, _ = await walk(api, 200)
    assert [one["body"].encode() for one in pages[: signed.size]] == entries
    assert signed.origin == "candor.localhost/small"


async def test_every_tile_is_there_and_says_the_same_for_ever(api: httpx.AsyncClient) -> None:
    signed = await newest(api)
    leaves = [hashlib.sha256(b"\0" + body).digest() for body in await bodies(api, signed.size)]
    full, part = divmod(signed.size, 256)
    assert full >= 1
    for number in range(full):
        tile = await api.get(f"/tile/0/{number:03d}")
        assert tile.content == b"".join(leaves[256 * number : 256 * (number + 1)])
        assert tile.headers["content-type"] == "application/octet-stream"
    partial = await api.get(f"/tile/0/{full:03d}.p/{part}")
    assert partial.content == b"".join(leaves[256 * full :][:part])
    assert "immutable" not in partial.headers["cache-control"]  # this world may begin anew
    above = await api.get(f"/tile/1/000.p/{full}")
    entries = await bodies(api, signed.size)
    assert above.content == b"".join(
        merkle_tree_hash(entries[256 * number : 256 * (number + 1)]) for number in range(full)
    )
    known = {"If-None-Match": above.headers["etag"]}
    assert (await api.get(f"/tile/1/000.p/{full}", headers=known)).status_code == 304


async def test_a_live_worlds_tiles_may_be_kept_for_ever(
    world: SmallWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("functions.routes.answers.never_reset", lambda _world: True)
    async with services(world.settings()) as given, app_client(given) as api:
        for path in ("0/000", "0/000.p/5", "entries/000"):
            answer = await api.get(f"/tile/{path}")
            assert answer.headers["cache-control"] == FOR_EVER["Cache-Control"]
            assert answer.headers["content-type"] == "application/octet-stream"
        lacking = await api.get("/tile/0/999")
    assert "immutable" not in lacking.headers.get("cache-control", "")


@pytest.mark.parametrize(
    "path", ["0/999", "1/000", "0/x001/000", "entries/999", "7/000.p/1", "entries/000.p/255?"]
)
async def test_what_is_not_complete_yet_is_not_found(api: httpx.AsyncClient, path: str) -> None:
    if path.endswith("?"):
        assert (await api.get(f"/tile/{path[:-1]}")).status_code == 200
        return
    answer = await api.get(f"/tile/{path}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert "immutable" not in answer.headers.get("cache-control", "")


@pytest.mark.parametrize(
    "path", ["0/1", "8/000", "x/000", "0/000.p/0", "0/000.p/256", "entries/0000", "0/x000/000"]
)
async def test_names_that_no_tile_has_are_refused(api: httpx.AsyncClient, path: str) -> None:
    answer = await api.get(f"/tile/{path}")
    assert answer.status_code == 422
    assert "tile" in answer.json()["detail"] or "level" in answer.json()["detail"]


async def test_any_entry_is_proved_to_be_in_the_newest_checkpoint(
    api: httpx.AsyncClient,
) -> None:
    signed = await newest(api)
    entries = await bodies(api, signed.size)
    for index in (0, 1, 255, 256, signed.size - 1):
        answer = await api.get("/api/v1/ledger/proof", params={"index": index, "size": signed.size})
        found: dict[str, Any] = answer.json()
        leaf = hashlib.sha256(b"\0" + entries[index]).digest()
        assert found["leaf_hash"] == leaf.hex()
        hashes = [bytes.fromhex(one) for one in found["hashes"]]
        assert verify_inclusion(leaf, index, signed.size, hashes, signed.root)
    beyond = await api.get("/api/v1/ledger/proof", params={"index": signed.size + 9999})
    assert beyond.status_code == 404


async def test_every_checkpoint_begins_with_the_one_before_it(
    api: httpx.AsyncClient,
) -> None:
    answer = await api.get("/api/v1/ledger/checkpoints")
    document = answer.json()
    verifier = parse_verifier(document["verifier_key"])
    rows = document["checkpoints"]
    assert len(rows) > 20
    signed = [verified(row["note"], verifier) for row in rows]
    for new, old, row in zip(signed, signed[1:], rows, strict=False):
        assert (new.size, new.root.hex()) == (row["size"], row["root_hash"])
        proof = (
            await api.get("/api/v1/ledger/consistency", params={"from": old.size, "to": new.size})
        ).json()
        hashes = [bytes.fromhex(one) for one in proof["hashes"]]
        assert verify_consistency(old.size, old.root, new.size, new.root, hashes)
    at = [row["signed_at"] for row in rows]
    assert at == sorted(at, reverse=True)


async def test_sizes_that_cannot_be_are_refused(api: httpx.AsyncClient) -> None:
    later = await api.get("/api/v1/ledger/consistency", params={"from": 5, "to": 3})
    assert later.status_code == 422
    never = await api.get("/api/v1/ledger/consistency", params={"from": 5, "to": 10**9})
    assert never.status_code == 404


async def test_a_page_can_be_pinned_to_an_earlier_size(api: httpx.AsyncClient) -> None:
    entries = await bodies(api, 300)
    page = (await api.get("/api/v1/ledger", params={"size": 300, "after": 249})).json()
    assert page["size"] == 300
    assert page["root_hash"] == merkle_tree_hash(entries).hex()
    assert [one["index"] for one in page["entries"]] == list(range(250, 300))
    assert page["next_after"] is None
