"""Checkpoints are C2SP's signed notes."""

import base64
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.domain.checkpoint import (
    Checkpoint,
    NoteVerifier,
    parse_note,
    parse_verifier,
)
from functions.domain.errors import InvalidInput

# The example of Go's golang.org/x/mod/sumdb/note, which C2SP's signed-note goes back to.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
CHECKPOINT = Checkpoint("candor.example/ledger", 123, bytes(range(32)))


KEY = NoteVerifier("candor.example/ledger", bytes(32))
SIGNATURE = b"s" * 64


def test_gos_verifier_key_is_read_and_written_back() -> None:
    verifier = parse_verifier(PETER)
    assert (verifier.name, verifier.key_id.hex()) == ("PeterNeumann", "c74f20a3")
    assert str(verifier) == PETER


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (PETER.replace("c74f20a3", "c74f20a4"), "the key's id is c74f20a3"),
        (PETER[:-4], "32 bytes of Ed25519"),
        (PETER.replace("+AR", "+CR"), "32 bytes of Ed25519"),
        ("PeterNeumann", "name\\+id\\+key"),
        ("", "name\\+id\\+key"),
        ("Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "without blanks"),
    ],
)
def test_no_other_text_is_a_verifier_key(text: str, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        parse_verifier(text)


def test_a_checkpoint_is_three_lines_and_a_signature() -> None:
    note = CHECKPOINT.signed(KEY, SIGNATURE)
    text, _, block = note.partition("\n\n")
    assert text.split("\n") == [
        "candor.example/ledger", "123", base64.b64encode(bytes(range(32))).decode(),
    ]  # fmt: skip
    assert block.startswith("\u2014 candor.example/ledger ")
    assert block.endswith("\n")
    read = parse_note(note)
    assert read.checkpoint == CHECKPOINT
    assert read.text == CHECKPOINT.text.encode()
    assert read.signature_of(KEY) == SIGNATURE


@given(st.integers(0, 2**63), st.binary(min_size=32, max_size=32))
def test_every_checkpoint_is_read_back(size: int, root: bytes) -> None:
    checkpoint = replace(CHECKPOINT, size=size, root=root)
    assert parse_note(checkpoint.signed(KEY, SIGNATURE)).checkpoint == checkpoint


def test_a_signature_by_another_key_is_told_apart() -> None:
    other = NoteVerifier("candor.example/ledger", b"1" * 32)
    with pytest.raises(InvalidInput, match="has not signed"):
        parse_note(CHECKPOINT.signed(KEY, SIGNATURE)).signature_of(other)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("\n\n", "\n", "blank line"),
        ("\n123\n", "\n0123\n", "origin and its size"),
        ("\n123\n", "\n-3\n", "origin and its size"),
        ("AAECAwQ", "AAECAw", "32 bytes in base64"),
        ("\u2014", "-", "is no signature"),
    ],
)
def test_a_malformed_note_is_refused(old: str, new: str, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        parse_note(CHECKPOINT.signed(KEY, SIGNATURE).replace(old, new))
