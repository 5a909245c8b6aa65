"""Which world the settings open."""

import re
from hashlib import sha256
from pathlib import Path

import pytest

from functions.domain.errors import InvalidInput
from functions.domain.world import Mode
from mlops.local.settings import read_settings
from mlops.local.world_choice import WorldChoice, choose_world


def chosen(**environ: str) -> WorldChoice:
    return choose_world(read_settings(environ))


@pytest.fixture
def history(tmp_path: Path) -> Path:
    path = tmp_path / "candles.csv"
    path.write_bytes(b"time,open,high,low,close,volume\n")
    return path


def test_with_nothing_set_it_is_the_simulated_market_of_seed_1() -> None:
    world = chosen()
    assert world.mode is Mode.SIMULATED
    assert (world.source, world.name) == ("simulated:seed-1", "candor_simulated_1")
    assert world.seed == 1


def test_another_seed_is_another_world_zero_included() -> None:
    assert chosen(CANDOR_SEED="0").name == "candor_simulated_0"


def test_a_history_file_is_replayed_under_the_name_of_its_contents(history: Path) -> None:
    digest = sha256(history.read_bytes()).hexdigest()[:12]
    world = chosen(CANDOR_HISTORY=str(history))
    assert world.mode is Mode.REPLAY
    assert (world.source, world.name) == (f"history:{digest}", f"candor_replay_{digest}")
    assert world.history == history


def test_one_changed_byte_is_another_world(history: Path) -> None:
    before = chosen(CANDOR_HISTORY=str(history))
    history.write_bytes(history.read_bytes() + b"\n")
    assert chosen(CANDOR_HISTORY=str(history)).name != before.name


def test_the_files_name_and_place_do_not_matter(history: Path) -> None:
    before = chosen(CANDOR_HISTORY=str(history))
    moved = history.rename(history.with_name("elsewhere.csv"))
    after = chosen(CANDOR_HISTORY=str(moved))
    assert (after.source, after.name) == (before.source, before.name)


def test_live_is_asked_for() -> None:
    world = chosen(CANDOR_MODE="live")
    assert (world.mode, world.source, world.name) == (Mode.LIVE, "venues", "candor_live")


def test_emulated_venues_make_another_world_of_every_mode(history: Path) -> None:
    live = chosen(CANDOR_MODE="live", CANDOR_VENUES="emulated")
    assert (live.source, live.name) == ("venues:emulated", "candor_live_venues")
    simulated = chosen(CANDOR_VENUES="emulated")
    assert simulated.source == "simulated:seed-1:venues-emulated"
    assert simulated.name == "candor_simulated_1_venues"
    replay = chosen(CANDOR_HISTORY=str(history), CANDOR_VENUES="emulated")
    assert replay.name == f"{chosen(CANDOR_HISTORY=str(history)).name}_venues"
    assert all(world.emulated_venues for world in (live, simulated, replay))
    with pytest.raises(InvalidInput, match="CANDOR_VENUES is emulated or unset"):
        chosen(CANDOR_VENUES="real")


def test_every_name_is_fit_for_a_database_and_a_redis_prefix(history: Path) -> None:
    worlds = [chosen(), chosen(CANDOR_MODE="live"), chosen(CANDOR_HISTORY=str(history))]
    assert all(re.fullmatch(r"[a-z][a-z0-9_]{1,62}", world.name) for world in worlds)
    assert len({world.name for world in worlds}) == 3


@pytest.mark.parametrize(
    ("environ", "message"),
    [
        ({"CANDOR_MODE": "replay"}, "replay needs candles"),
        ({"CANDOR_MODE": "real"}, "CANDOR_MODE is one of live, replay, simulated"),
        ({"CANDOR_MODE": "live", "CANDOR_SEED": "2"}, "CANDOR_SEED is for the simulated market"),
        ({"CANDOR_HISTORY": "/nowhere/candles.csv"}, "cannot be read: /nowhere/candles.csv"),
        ({"CANDOR_MODE": "live", "CANDOR_HISTORY": "/x"}, "CANDOR_HISTORY is for replay"),
        ({"CANDOR_MODE": "simulated", "CANDOR_HISTORY": "/x"}, "CANDOR_HISTORY is for replay"),
        ({"CANDOR_HISTORY": "/x", "CANDOR_SEED": "2"}, "CANDOR_SEED is for the simulated"),
    ],
)
def test_contradictions_are_refused_in_one_sentence(environ: dict[str, str], message: str) -> None:
    with pytest.raises(InvalidInput, match=re.escape(message)):
        chosen(**environ)
