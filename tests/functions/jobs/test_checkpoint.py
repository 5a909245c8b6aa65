"""`checkpoint` signs every state of the ledger that readers may have seen, and no other."""

import asyncio
from dataclasses import replace

import pytest

from functions.adapters.ed25519.signer import Ed25519Signer, new_signing_key, verified
from functions.domain.checkpoint import Checkpoint
from functions.domain.errors import InvalidInput, LedgerForked
from functions.domain.ledger import LedgerHead
from functions.domain.units import HOUR
from functions.jobs.checkpoint import NO_KEY, CheckpointReport, checkpoint
from functions.jobs.ingest import ingest
from functions.jobs.issue import issue
from functions.ports.services import Services
from tests.functions.jobs.rig import Rig
from tests.worlds import T0

SIGNER = Ed25519Signer(new_signing_key("candor.test/ledger", bytes(32)))


def signing(rig: Rig) -> Services:
    """The rig's services with a key."""
    return replace(rig.services, note_signer=SIGNER)


async def test_the_ledger_is_signed_once_it_has_grown(any_rig: Rig) -> None:
    services = signing(any_rig)
    assert await checkpoint(services) == CheckpointReport(None)
    await any_rig.ready()
    assert await checkpoint(services) == CheckpointReport(5)
    assert await checkpoint(services) == CheckpointReport(None)
    any_rig.at(minutes=1)
    await ingest(services)
    await issue(services)
    assert await checkpoint(services) == CheckpointReport(9)
    newest, first = await services.ledger.checkpoints(9)
    head = await services.ledger.head()
    assert verified(newest.note, SIGNER.verifier) == Checkpoint(
        "candor.test/ledger", 9, head.root()
    )
    assert verified(first.note, SIGNER.verifier).size == 5
    assert newest.signed_at > T0 > first.signed_at == T0 - HOUR


async def test_eight_at_once_sign_once(any_rig: Rig) -> None:
    await any_rig.ready()
    services = signing(any_rig)
    reports = await asyncio.gather(*(checkpoint(services) for _ in range(8)))
    assert [one.signed for one in reports].count(5) == 1
    assert len(await services.ledger.checkpoints(9)) == 1


async def test_without_a_key_nothing_is_signed_and_that_is_said(rig: Rig) -> None:
    await rig.ready()
    assert await checkpoint(rig.services) == CheckpointReport(None, NO_KEY)
    assert await rig.services.ledger.checkpoints(9) == []


async def test_a_ledger_that_was_rewritten_is_never_signed(rig: Rig) -> None:
    await rig.ready()
    services = signing(rig)
    await checkpoint(services)
    (kept,) = await services.ledger.checkpoints(9)
    forged = Checkpoint("candor.test/ledger", 4, LedgerHead().append(b"x" * 32).root())
    note = forged.signed(SIGNER.verifier, SIGNER.sign(forged.text.encode()))
    other = replace(kept, size=4, note=note)
    rig.opened.ledger._database.checkpoints[:] = [other]  # type: ignore[attr-defined]
    with pytest.raises(LedgerForked, match="does not begin with the one of 4"):
        await checkpoint(services)
    assert await services.ledger.checkpoints(9) == [other]


async def test_a_ledger_that_shrank_is_never_signed(rig: Rig) -> None:
    await rig.ready()
    services = signing(rig)
    await checkpoint(services)
    (kept,) = await services.ledger.checkpoints(9)
    larger = Checkpoint("candor.test/ledger", 50, b"r" * 32)
    note = larger.signed(SIGNER.verifier, SIGNER.sign(larger.text.encode()))
    rig.opened.ledger._database.checkpoints[:] = [replace(kept, size=50, note=note)]  # type: ignore[attr-defined]
    with pytest.raises(LedgerForked, match="had 50 entries and now has 5"):
        await checkpoint(services)


def test_a_checkpoint_is_believed_by_its_key_and_name_only() -> None:
    signed = Checkpoint("candor.test/ledger", 7, bytes(32))
    note = signed.signed(SIGNER.verifier, SIGNER.sign(signed.text.encode()))
    assert verified(note, SIGNER.verifier) == signed
    with pytest.raises(InvalidInput, match="is not over this text"):
        verified(note.replace("\n7\n", "\n8\n"), SIGNER.verifier)
    other = Ed25519Signer(new_signing_key("candor.test/ledger", b"1" * 32))
    with pytest.raises(InvalidInput, match="has not signed"):
        verified(note, other.verifier)
    alien = replace(signed, origin="another.test/ledger")
    lent = alien.signed(SIGNER.verifier, SIGNER.sign(alien.text.encode()))
    with pytest.raises(InvalidInput, match=r"is of another\.test/ledger"):
        verified(lent, SIGNER.verifier)


def test_a_mistyped_key_is_refused_without_being_repeated() -> None:
    key = new_signing_key("candor.test/ledger", b"1" * 32)
    with pytest.raises(InvalidInput, match="changed or mistyped") as refused:
        Ed25519Signer(replace(key, seed=b"2" * 32))
    assert key.seed.hex() not in str(refused.value)
    assert "seed" not in repr(key)
