"""The public formats that the verifier reads, on vectors that others published."""

import ast
import base64
import json
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.verify.published import SCRIPT, verify
from tests.verify.sample import GOLDEN
from tests.verify.signing import public_key, sign


def golden(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((GOLDEN / f"verify_{name}.json").read_text())
    return read


@pytest.mark.parametrize("vector", golden("ed25519")["vectors"])
def test_signatures_are_those_of_rfc_8032(vector: dict[str, str]) -> None:
    key, message, signature, secret = (
        bytes.fromhex(vector[name]) for name in ("public_key", "message", "signature", "secret_key")
    )
    assert public_key(secret) == key
    assert sign(secret, message) == signature
    assert verify.ed25519_verifies(key, message, signature)
    assert not verify.ed25519_verifies(key, message + b"!", signature)
    for at in (0, 31, 32, 63):
        flipped = bytearray(signature)
        flipped[at] ^= 1
        assert not verify.ed25519_verifies(key, message, bytes(flipped))


def test_a_signature_has_one_form_only() -> None:
    vector = golden("ed25519")["vectors"][2]
    signature = bytes.fromhex(vector["signature"])
    scalar = int.from_bytes(signature[32:], "little") + verify.ORDER
    malleable = signature[:32] + scalar.to_bytes(32, "little")
    key, message = bytes.fromhex(vector["public_key"]), bytes.fromhex(vector["message"])
    assert not verify.ed25519_verifies(key, message, malleable)


def test_roots_are_those_of_certificate_transparency() -> None:
    vectors = golden("merkle")
    leaves = [verify.leaf_hash(bytes.fromhex(text)) for text in vectors["inputs"]]
    levels = verify.tree_levels(leaves)
    assert [verify.root_at(levels, size).hex() for size in range(9)] == vectors["roots"]


def test_the_note_of_the_specification_opens_and_no_other() -> None:
    vector = golden("note")
    key = verify.parse_key(vector["key"])
    note = f"{vector['text']}\n{vector['signature_line']}"
    assert verify.open_note(note.encode(), key) == vector["text"]
    with pytest.raises(verify.Broken, match="is not that of PeterNeumann"):
        verify.open_note(note.replace("answer", "Answer").encode(), key)


@pytest.mark.parametrize(
    ("level", "number", "width", "path"),
    [
        (0, 0, 256, "tile/0/000"),
        (1, 5, 3, "tile/1/005.p/3"),
        ("entries", 1234067, 256, "tile/entries/x001/x234/067"),
        (2, 1000, 1, "tile/2/x001/000.p/1"),
    ],
)
def test_paths_are_those_of_tlog_tiles(level: Any, number: int, width: int, path: str) -> None:
    assert verify.tile_path(level, number, width) == path


class Tiles:
    """Tiles of a tree in memory, and how often they were asked for."""

    def __init__(self, leaves: list[bytes]) -> None:
        self.levels = verify.tree_levels(leaves)
        self.asked: list[str] = []
        self.files = {
            verify.tile_path(level, number, width): b"".join(
                self.levels[8 * level][number * 256 : number * 256 + width]
            )
            for level, count in verify.tile_levels(len(leaves))
            for number, width in verify.tile_widths(count)
        }

    def read(self, path: str, _: int) -> bytes:
        self.asked.append(path)
        return self.files[path]


@given(st.integers(1, 1400), st.data())
def test_tiles_alone_prove_every_entry(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    leaves = [verify.leaf_hash(b"%d" % one) for one in range(size)]
    tiles = Tiles(leaves)
    proof = verify.TileReader(tiles, size).proof(index)
    root = verify.root_at(tiles.levels, size)
    assert verify.included(leaves[index], index, size, proof, root)
    assert not verify.included(verify.leaf_hash(b"other"), index, size, proof, root)
    assert len(tiles.asked) <= 4
    assert proof == naive_proof(leaves, index)


def naive_proof(leaves: list[bytes], index: int) -> list[bytes]:
    """PATH(m, D[n]) of RFC 9162, section 2.1.3.1, word for word."""
    if len(leaves) == 1:
        return []
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    if index < split:
        return [*naive_proof(leaves[:split], index), root(leaves[split:])]
    return [*naive_proof(leaves[split:], index - split), root(leaves[:split])]


def root(leaves: list[bytes]) -> bytes:
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    joined: bytes = verify.node_hash(root(leaves[:split]), root(leaves[split:]))
    return joined


@pytest.mark.parametrize(
    "text",
    ["", "name", "name+00000000+AQ==", "name+zz+zz", "a b+c74f20a3+" + base64.b64encode(
        b"\x01" + bytes(32)).decode()],
)  # fmt: skip
def test_what_is_no_key_is_said_to_be_none(text: str) -> None:
    with pytest.raises(verify.Unchecked, match="key"):
        verify.parse_key(text)


def test_the_script_is_written_for_python_3_9() -> None:

    ast.parse(SCRIPT.read_text(), feature_version=(3, 9))


def test_the_script_imports_the_standard_library_only() -> None:

    tree = ast.parse(SCRIPT.read_text())
    named = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [one.name for one in node.names] if isinstance(node, ast.Import)
            else [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        )
    }  # fmt: skip
    assert named <= sys.stdlib_module_names
