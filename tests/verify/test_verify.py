"""The published verifier, as a reader runs it: on copies and on one forecast."""

import json
from pathlib import Path

import pytest

from functions.domain.horizon import Horizon, Slot
from functions.domain.units import HOUR
from tests.verify import sample
from tests.verify.running import run
from tests.verify.sample import KEPT, SAMPLE, SIZE, START, Tampering, tamperings
from tests.verify.signing import ORIGIN, verifier_key


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


def test_entries_changed_with_their_tiles_are_not_called_forked(folder: Path) -> None:
    sample.write({"kept/285-00000000": SAMPLE["checkpoint"], "kept/200-00000000": KEPT}, folder)
    altered = sample.mirror([body.replace(b"deadline", b"Deadline") for body in sample.BODIES])
    sample.write({**altered, "checkpoint": SAMPLE["checkpoint"]}, folder)
    done = run("check", folder, "--key", verifier_key())
    assert done.stdout.startswith("This record does not hold: changed")
    assert "forked" not in done.stdout


def test_a_tail_taken_off_entries_and_tiles_is_dropped(folder: Path) -> None:
    (folder / sample.LAST).write_bytes(sample.bundle(sample.BODIES[256:-3]))
    (folder / sample.LAST_TILE).write_bytes(SAMPLE[sample.LAST_TILE][:-96])
    done = run("check", folder)
    assert "This record does not hold: dropped." in done.stdout


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


def test_a_partial_bundle_may_have_grown_full(tmp_path: Path) -> None:
    shorter = sample.mirror(sample.BODIES[:200])
    folder = sample.write({**SAMPLE, "checkpoint": shorter["checkpoint"]}, tmp_path)
    done = run("check", folder, "--key", verifier_key())
    assert done.returncode == 0, done.stdout + done.stderr
