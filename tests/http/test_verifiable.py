"""The record that the jobs wrote holds by the rules that readers check it with."""

from pathlib import Path

import httpx
import pytest

from tests.http.test_record import walk
from tests.verify import sample
from tests.verify.published import verify
from tests.verify.signing import verifier_key


async def test_the_published_verifier_finds_nothing_wrong_with_the_ledger(
    api: httpx.AsyncClient, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    entries, page = await walk(api, 200)
    bodies = [entry["body"].encode() for entry in entries]
    folder = sample.write(sample.mirror(bodies), tmp_path)
    status = verify.main(["check", str(folder), "--key", verifier_key()])
    said = capsys.readouterr().out
    assert status == 0, said
    assert f"root          {page['root_hash']}" in said
    kinds = {entry["kind"] for entry in entries}
    assert kinds == {"schedule", "promotion", "forecast", "missed"}
