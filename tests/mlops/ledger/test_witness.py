"""The witness keeps what follows from what it kept, and nothing else."""

import json

import pytest

from functions.adapters.ed25519.signer import Ed25519Signer, new_signing_key
from functions.domain.errors import InvalidInput, LedgerForked, NotFound, VendorUnavailable
from mlops.ledger.witness import Unsigned, Witnessed, witness
from tests.mlops.ledger.ledgers import NAME, SIGNER, Ledger, Shelf, leaves, note, root

TRUSTED = SIGNER.verifier


async def look(ledger: Ledger, shelf: Shelf) -> Witnessed:
    return await witness(ledger.site(), shelf, TRUSTED)


async def test_the_first_checkpoint_is_kept_as_it_was_signed() -> None:
    ledger, shelf = Ledger(leaves(5)), Shelf()
    seen = await look(ledger, shelf)
    assert (seen.checkpoint.size, seen.is_new) == (5, True)
    assert shelf.kept == {"5": note(leaves(5)).encode(), "latest": note(leaves(5)).encode()}


@pytest.mark.parametrize("size", [6, 8, 9, 64, 300])
async def test_a_ledger_that_grew_is_kept_beside_what_it_was(size: int) -> None:
    ledger, shelf = Ledger(leaves(5)), Shelf()
    await look(ledger, shelf)
    ledger.entries = leaves(size)
    assert (await look(ledger, shelf)).is_new
    assert set(shelf.kept) == {"5", str(size), "latest"}
    assert shelf.kept["latest"] == note(leaves(size)).encode()


async def test_the_same_checkpoint_again_changes_nothing_and_asks_for_no_proof() -> None:
    ledger, shelf = Ledger(leaves(5)), Shelf()
    await look(ledger, shelf)
    before = dict(shelf.kept)
    assert not (await look(ledger, shelf)).is_new
    assert shelf.kept == before
    assert ledger.asked == ["/api/v1/ledger", "/checkpoint"] * 2


async def test_an_older_checkpoint_out_of_a_cache_changes_nothing() -> None:
    ledger, shelf = Ledger(leaves(9)), Shelf()
    await look(ledger, shelf)
    ledger.shown = note(leaves(5))
    seen = await look(ledger, shelf)
    assert (seen.checkpoint.size, seen.is_new) == (9, False)
    assert set(shelf.kept) == {"9", "latest"}


@pytest.mark.parametrize("size", [5, 6, 9, 40])
async def test_another_history_under_the_same_key_is_a_fork_and_its_note_is_kept_aside(
    size: int,
) -> None:
    ledger, shelf = Ledger(leaves(5)), Shelf()
    await look(ledger, shelf)
    ledger.entries = leaves(size, "rewritten ")
    with pytest.raises(LedgerForked, match=f"{NAME} has forked: .* of 5 .*; the signed"):
        await look(ledger, shelf)
    assert shelf.kept["latest"] == note(leaves(5)).encode()
    [aside] = [name for name in shelf.kept if name.startswith("refused/")]
    assert shelf.kept[aside] == note(ledger.entries).encode()
    assert set(shelf.kept) == {"5", "latest", aside}


async def test_one_changed_entry_among_many_is_a_fork() -> None:
    ledger, shelf = Ledger(leaves(300)), Shelf()
    await look(ledger, shelf)
    ledger.entries = leaves(310)
    ledger.entries[17] = leaves(1, "other")[0]
    with pytest.raises(LedgerForked):
        await look(ledger, shelf)


async def test_a_ledger_that_shrank_is_a_fork() -> None:
    ledger, shelf = Ledger(leaves(9)), Shelf()
    await look(ledger, shelf)
    ledger.entries = leaves(5)
    with pytest.raises(LedgerForked, match="keeps a checkpoint of 9 entries; the site shows one"):
        await look(ledger, shelf)


async def test_an_older_checkpoint_of_another_history_is_a_fork() -> None:
    ledger, shelf = Ledger(leaves(9)), Shelf()
    await look(ledger, shelf)
    ledger.shown = note(leaves(5, "rewritten "))
    with pytest.raises(LedgerForked):
        await look(ledger, shelf)


async def test_another_key_of_the_same_name_is_not_believed() -> None:
    other = Ed25519Signer(new_signing_key(NAME, b"x" * 32))
    ledger, shelf = Ledger(leaves(5), note(leaves(5), other)), Shelf()
    with pytest.raises(InvalidInput, match="has not signed"):
        await look(ledger, shelf)
    assert shelf.kept == {}


async def test_what_the_store_gives_back_is_believed_by_its_signature_only() -> None:
    ledger, shelf = Ledger(leaves(9)), Shelf()
    await look(ledger, shelf)
    shelf.kept["latest"] = shelf.kept["latest"].replace(b"\n9\n", b"\n8\n")
    with pytest.raises(InvalidInput, match="is not over this text"):
        await look(ledger, shelf)


@pytest.mark.parametrize("size", [5, 6, 9, 40])
async def test_a_rewritten_ledger_that_nobody_signs_any_more_is_a_fork_and_is_kept_aside(
    size: int,
) -> None:
    ledger, shelf = Ledger(leaves(5)), Shelf()
    await look(ledger, shelf)
    ledger.entries, ledger.shown = leaves(size, "rewritten "), note(leaves(5))
    with pytest.raises(LedgerForked, match=f"{NAME} is not what was signed at size 5: "):
        await look(ledger, shelf)
    [aside] = [name for name in shelf.kept if name.startswith("refused/")]
    assert json.loads(shelf.kept[aside])["root_hash"] == root(ledger.entries).hex()
    assert set(shelf.kept) == {"5", "latest", aside}


async def test_a_new_checkpoint_is_kept_before_the_ledger_is_held_against_it() -> None:
    ledger, shelf = Ledger(leaves(5)), Shelf()
    await look(ledger, shelf)
    ledger.entries = leaves(9)
    ledger.entries[7], ledger.shown = leaves(1, "other")[0], note(leaves(6))
    assert (await look(ledger, shelf)).is_new
    ledger.entries[3] = leaves(1, "other")[0]
    with pytest.raises(LedgerForked, match="at size 6"):
        await look(ledger, shelf)


async def test_a_ledger_that_lost_entries_beneath_its_checkpoint_is_a_fork() -> None:
    ledger, shelf = Ledger(leaves(5), note(leaves(9))), Shelf()
    with pytest.raises(LedgerForked, match="has no ledger of 9"):
        await look(ledger, shelf)


@pytest.mark.parametrize(("hours_apart", "fails"), [(0.0, False), (1.0, False), (1.01, True)])
async def test_a_ledger_that_grows_for_two_hours_unsigned_is_not_waited_for(
    hours_apart: float,
    fails: bool,
) -> None:
    ledger, shelf = Ledger(leaves(8), note(leaves(5)), hours_apart=hours_apart), Shelf()
    if fails:
        with pytest.raises(Unsigned, match="has 8 entries, the newest checkpoint covers 5"):
            await look(ledger, shelf)
    else:
        assert (await look(ledger, shelf)).is_new
    assert set(shelf.kept) == {"5", "latest"}


@pytest.mark.parametrize("status", [404, 500, 502])
async def test_a_site_that_does_not_answer_is_no_fork(status: int) -> None:
    ledger, shelf = Ledger(leaves(5)), Shelf()
    await look(ledger, shelf)
    before = dict(shelf.kept)
    ledger.status = status
    with pytest.raises(VendorUnavailable, match=rf"candor\.test.*{status}"):
        await look(ledger, shelf)
    assert shelf.kept == before


async def test_before_the_first_checkpoint_the_site_says_so() -> None:
    ledger = Ledger([])
    ledger.shown = "nothing"
    with pytest.raises(InvalidInput):
        await look(ledger, Shelf())


async def test_a_store_that_fails_leaves_the_checkpoint_for_the_next_time() -> None:
    ledger, shelf = Ledger(leaves(5)), Shelf(failure=VendorUnavailable("s3", "gone"))
    with pytest.raises(VendorUnavailable):
        await look(ledger, shelf)
    shelf.failure = None
    assert (await look(ledger, shelf)).is_new
    with pytest.raises(NotFound):
        await shelf.read("refused")
