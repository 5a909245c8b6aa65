"""The published verifier, as a reader runs it: on copies and on one forecast."""

import base64
import functools
import http.server
import json
import shlex
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from functions.domain.horizon import Horizon, Slot
from functions.domain.units import HOUR
from tests.verify import sample
from tests.verify.published import SCRIPT, verify
from tests.verify.sample import KEPT, SAMPLE, SIZE, START, Tampering, tamperings
from tests.verify.signing import ORIGIN, verifier_key


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    """The script as a process of its own."""
    command = (sys.executable, "-I", str(SCRIPT), *map(str, arguments))
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "kept-200").write_bytes(KEPT)
    return sample.write(SAMPLE, tmp_path / "record")


def test_a_whole_copy_holds_and_the_script_says_what_it_is(folder: Path) -> None:
    done = run("check", folder, "--key", verifier_key(), "--since", folder.parent / "kept-200")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"Everything holds: {SIZE} entries of {ORIGIN}" in done.stdout
    assert "compared      1 earlier" in done.stdout


@pytest.mark.parametrize("one", list(tamperings()), ids=lambda one: one.done)
def test_what_was_tampered_with_is_found_and_named(one: Tampering, folder: Path) -> None:
    sample.write(one.files, folder)
    done = run("check", folder, "--key", verifier_key(), "--since", folder.parent / "kept-200")
    assert done.returncode == 1, done.stdout + done.stderr
    assert done.stdout.startswith(f"This record does not hold: {one.name}")


def test_a_forecast_turned_into_missed_is_named_at_its_own_entry(folder: Path) -> None:
    one = next(one for one in tamperings() if one.done == "a forecast turned into missed")
    done = run("check", sample.write(one.files, folder), "--key", verifier_key())
    assert done.stdout.count("  back-dated ") == 1
    assert f"entry {SIZE - 3}: 1h-20250704T19Z stands as missed" in done.stdout


def test_an_entry_that_nobody_signed_is_called_changed_and_nothing_else(folder: Path) -> None:
    """Neither forked, by a note over all of it, nor by rules that it breaks besides."""
    sample.write({"kept/285-00000000": SAMPLE["checkpoint"], "kept/200-00000000": KEPT}, folder)
    path = folder / "tile/entries/000"
    path.write_bytes(path.read_bytes()[:-3] + b"8" + path.read_bytes()[-2:])
    done = run("check", folder, "--key", verifier_key())
    assert done.stdout.splitlines() == [
        "This record does not hold: changed.",
        "  changed        entry 255: it is not the entry that was signed",
    ]


def test_a_tail_taken_off_entries_and_tiles_is_dropped(folder: Path) -> None:
    (folder / sample.LAST).write_bytes(sample.bundle(sample.BODIES[256:-3]))
    (folder / sample.LAST_TILE).write_bytes(SAMPLE[sample.LAST_TILE][:-96])
    done = run("check", folder)
    assert "This record does not hold: dropped." in done.stdout


FAR = 10**18


def in_little_memory(*arguments: object) -> subprocess.CompletedProcess[str]:
    """The script with half a gigabyte and half a minute."""
    limited = f'ulimit -v 500000; exec {shlex.join([sys.executable, "-I", str(SCRIPT)])} "$@"'
    command = ("bash", "-c", limited, "bash", *map(str, arguments))
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)


def far_checkpoint(*, signed: bool) -> bytes:
    """A checkpoint over more entries than there are atoms to write them with."""
    if not signed:
        return SAMPLE["checkpoint"].replace(b"\n%d\n" % SIZE, b"\n%d\n" % FAR)
    text = f"{ORIGIN}\n{FAR}\n{base64.b64encode(bytes(32)).decode()}\n"
    return sample.signed(text)


@pytest.mark.parametrize(
    ("signed", "status", "says"), [(False, 1, "bad-signature"), (True, 3, "is not there")]
)
def test_a_size_beyond_all_measure_takes_no_memory(
    folder: Path, signed: bool, status: int, says: str
) -> None:
    (folder / "checkpoint").write_bytes(far_checkpoint(signed=signed))
    done = in_little_memory("check", folder, "--key", verifier_key())
    assert (done.returncode, done.stderr.count("Error")) == (status, 0)
    assert says in done.stdout + done.stderr


def test_the_golden_copies_are_those_that_the_script_writes() -> None:
    committed = json.loads((sample.GOLDEN / "verify_sample.json").read_text())
    assert committed == sample.golden()


def test_a_record_that_lost_its_end_is_found_by_a_kept_checkpoint(
    tmp_path: Path,
) -> None:
    newer = tmp_path / "newer"
    newer.write_bytes(SAMPLE["checkpoint"])
    older = sample.write(sample.mirror(sample.BODIES[:200]), tmp_path / "older")
    done = run("check", older, "--key", verifier_key(), "--since", newer)
    assert done.returncode == 1
    assert f"newer covers {SIZE} entries, this record only 200" in done.stdout


def test_an_incomplete_copy_is_not_called_tampered_with(folder: Path) -> None:
    (folder / "tile/entries/000").unlink()
    done = run("check", folder, "--key", verifier_key())
    assert done.returncode == 3
    assert "`mirror` fetches it" in done.stderr


def test_a_copy_checked_by_its_own_key_says_so(folder: Path) -> None:
    done = run("check", folder)
    assert done.returncode == 0
    assert "came with the record" in done.stdout


@pytest.mark.parametrize(
    ("slot", "says"),
    [
        (Slot(START + 91 * HOUR, Horizon.H1), "8 in 10"),
        (Slot(START, Horizon.D7), "not issued by the deadline"),
    ],
)
def test_one_forecast_is_proved(folder: Path, slot: Slot, says: str) -> None:
    done = run("forecast", slot.id, folder, "--key", verifier_key())
    assert done.returncode == 0, done.stderr
    assert slot.id in done.stdout
    assert says in done.stdout


@pytest.mark.parametrize("one", list(tamperings())[:1], ids=lambda one: one.done)
def test_one_changed_forecast_is_not_proved(folder: Path, one: Tampering) -> None:
    sample.write(one.files, folder)
    done = run("forecast", "1h-20250704T19Z", folder, "--key", verifier_key())
    assert (done.returncode, done.stdout.splitlines()[0][-8:]) == (1, "changed.")


def test_a_forecast_of_a_lying_tile_is_not_proved(folder: Path) -> None:
    path = folder / sample.LAST_TILE
    path.write_bytes(bytes(32) + path.read_bytes()[32:])
    done = run("forecast", "1h-20250704T19Z", folder, "--key", verifier_key())
    assert (done.returncode, "tile-disagrees" in done.stdout) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (("forecast", "24h-2025", "."), 3, "ids look like 24h-20250717T00Z"),
        (("check", "nowhere"), 3, "there is no folder nowhere"),
        (("check",), 2, "required"),
        (("mirror", "ftp://x", "y"), 3, "https://"),
    ],
)
def test_a_command_that_makes_no_sense_is_answered(
    arguments: tuple[str, ...], status: int, says: str
) -> None:
    done = run(*arguments)
    assert done.returncode == status
    assert says in done.stderr


@pytest.fixture
def site(folder: Path) -> Iterator[str]:
    """The sample as a site serves it."""
    sample.write({"api/v1/ledger/key": SAMPLE["key"]}, folder)
    yield from serving(QuietHandler, folder)


def serving(kind: type[http.server.SimpleHTTPRequestHandler], folder: Path) -> Iterator[str]:
    """The address of a folder while it is served."""
    handler = functools.partial(kind, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *_: object) -> None:
        """Nothing."""


def test_a_copy_is_made_and_goes_on_where_it_stopped(site: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    assert run("mirror", site, copy).returncode == 0
    assert run("check", copy, "--key", verifier_key()).returncode == 0
    copied = {path: (copy / path).read_bytes() for path in SAMPLE}
    assert copied == SAMPLE
    (copy / "checkpoint").unlink()
    (copy / sample.LAST).unlink()
    other = sample.bundle([b"kept as it is"] * 256)
    (copy / "tile/entries/000").write_bytes(other)
    (copy / "tile/0/000").write_bytes(SAMPLE["tile/0/000"][:-1])
    assert run("mirror", site, copy).returncode == 0
    assert (copy / "tile/entries/000").read_bytes() == other
    assert (copy / "tile/0/000").read_bytes() == SAMPLE["tile/0/000"]
    assert (copy / sample.LAST).read_bytes() == SAMPLE[sample.LAST]


def test_a_site_that_names_more_than_it_has_is_not_mirrored(
    site: str, folder: Path, tmp_path: Path
) -> None:
    (folder / "checkpoint").write_bytes(far_checkpoint(signed=True))
    done = in_little_memory("mirror", site, tmp_path / "copy")
    assert done.returncode == 3
    assert "is not there" in done.stderr
    assert not (tmp_path / "copy" / "tile").exists()


@pytest.mark.parametrize("cuts", [1, 99])
def test_an_answer_cut_in_the_middle_is_asked_for_again(
    folder: Path, cuts: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify.time, "sleep", lambda _: None)
    left = [cuts]

    class Cutting(QuietHandler):
        """Closes in the middle of the bundles."""

        def copyfile(self, source: Any, outputfile: Any) -> None:
            data = source.read()
            if "entries" in self.path and left[0] > 0:
                left[0] -= 1
                data = data[:-100]
            outputfile.write(data)

    sample.write({"api/v1/ledger/key": SAMPLE["key"]}, folder)
    copy = tmp_path / "copy"
    for url in serving(Cutting, folder):
        assert verify.main(["mirror", url, str(copy)]) == (0 if cuts == 1 else 3)
    assert (copy / sample.LAST).exists() == (cuts == 1)
    assert not list(copy.rglob("*.part"))


def test_one_forecast_is_proved_from_the_site(site: str) -> None:
    done = run("forecast", "24h-20250704T18Z", site, "--key", verifier_key())
    assert done.returncode == 0, done.stderr


def test_a_site_that_is_not_there_is_said_to_be_silent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(verify.time, "sleep", lambda _: None)
    assert verify.main(["mirror", "http://127.0.0.1:9", str(tmp_path)]) == 3
    assert "could not be read" in capsys.readouterr().err


def test_a_partial_bundle_may_have_grown_full(tmp_path: Path) -> None:
    shorter = sample.mirror(sample.BODIES[:200])
    folder = sample.write({**SAMPLE, "checkpoint": shorter["checkpoint"]}, tmp_path)
    done = run("check", folder, "--key", verifier_key())
    assert done.returncode == 0, done.stdout + done.stderr
