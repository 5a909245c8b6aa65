"""Every process of the product is killed −9 while it works, and the record stays whole."""

import hashlib
import json
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from functions.domain.units import HOUR, decimal_text, instant_text
from mlops.history.replay_clock import CAUGHT_UP_BEFORE_END, REPLAYED, TRAINING_HOURS_MIN
from mlops.history.simulate import SIMULATED_FROM, simulate
from mlops.local.free_port import free_port
from tests.slow.conftest import Say
from tests.slow.product import Product, still_alive

pytestmark = pytest.mark.slow

REPOSITORY = Path(__file__).parents[2]
VICTIMS = ("postgres", "supervisor", "valkey", "api", "upstash")
"""In this order, so that the two that matter most are killed before all is caught up."""

SEED = 20_240_501
CAUGHT_UP_KILLS_MIN = 3
UP_S_MAX = 60
RECOVERED_S_MAX = 90
PREPARED_S_MAX = 240
ORPHANS_S_MAX = 5
REPLAY_TRIES_MAX = 60


class Crashes:
    """A product that is killed piece by piece, and what it said of itself meanwhile."""

    def __init__(self, folder: Path) -> None:
        self._port = free_port()
        self._environment = {
            "CANDOR_HISTORY": str(folder / "candles.csv"),
            "CANDOR_STATE": str(folder / "state"),
            "CANDOR_SECONDS_PER_HOUR": "0.5",
        }
        self.random = random.Random(SEED)
        self.heads: dict[int, str] = {}
        self.killed: list[str] = []
        self.restarts: list[str] = []
        self.product = self._start()

    def _start(self) -> Product:
        command = (sys.executable, "-m", "mlops.cli", "up")
        return Product(command, REPOSITORY, self._port, **self._environment)

    def candor(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the command line beside it."""
        return subprocess.run(
            (sys.executable, "-m", "mlops.cli", *arguments),
            cwd=REPOSITORY, env=self.product.environment,
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    def clock(self) -> tuple[str, datetime] | None:
        """State and now of the world's clock, where the API answers."""
        status = self.product.read("/api/v1/status")
        if status is None:
            return None
        return status["clock"]["state"], datetime.fromisoformat(status["clock"]["now"])

    def witness(self) -> None:
        """Remember the root the API shows now: no later ledger may contradict it."""
        if page := self.product.read("/api/v1/ledger", limit=1):
            root = self.heads.setdefault(page["size"], page["root_hash"])
            assert root == page["root_hash"], f"two roots for size {page['size']}"

    def kill(self, victim: str) -> None:
        """Kill a process at some moment, and see time go on."""
        self.witness()
        time.sleep(self.random.uniform(0.0, 1.5))
        before = self._shown()
        processes = self.product.processes()
        self.product.kill(victim)
        self.killed.append(f"{victim} while {before[0]}")
        if victim == "supervisor":
            deadline = time.monotonic() + ORPHANS_S_MAX
            while (left := still_alive(processes)) and time.monotonic() < deadline:
                time.sleep(0.1)
            assert left == {}
            self.restart()
        self._wait_until_time_passes(before[1] + 2 * HOUR, victim)
        self.witness()

    def restart(self) -> None:
        """Start it again, as its user would."""
        self.product.end()
        self.product = self._start()
        self.product.wait_for_page(UP_S_MAX)

    def _shown(self) -> tuple[str, datetime]:
        deadline = time.monotonic() + UP_S_MAX
        while (shown := self.clock()) is None:
            assert time.monotonic() < deadline, self.product.said
            time.sleep(0.1)
        return shown

    def _wait_until_time_passes(self, until: datetime, victim: str) -> None:
        deadline = time.monotonic() + RECOVERED_S_MAX
        while time.monotonic() < deadline:
            if self.product.process.poll() is not None:  # it said why and ended
                self.restarts.append(victim)
                self.restart()
            shown = self.clock()
            if shown is not None and shown[1] >= until:
                return
            time.sleep(0.1)
        pytest.fail(f"time stands still {RECOVERED_S_MAX} s after {victim} was killed:\n"
                    f"{self.product.said}")  # fmt: skip


@pytest.fixture
def crashes(server_folder: Path) -> Iterator[Crashes]:
    folder = server_folder / "crashes"
    folder.mkdir()
    write_history(folder / "candles.csv")
    crashes = Crashes(folder)
    yield crashes
    if crashes.product.process.poll() is None:
        crashes.product.interrupt()
    crashes.product.end()


def test_no_crash_loses_doubles_or_misses_anything(crashes: Crashes, say: Say) -> None:
    crashes.product.wait_for_state("catching_up", PREPARED_S_MAX)
    for victim in VICTIMS:
        shown = crashes.clock()
        if shown is None or shown[0] == "catching_up":
            crashes.kill(victim)
    assert sum("catching_up" in one for one in crashes.killed) >= CAUGHT_UP_KILLS_MIN

    crashes.product.wait_for_state("running", PREPARED_S_MAX)
    for victim in VICTIMS:
        crashes.kill(victim)
    finish(crashes)
    for line in (f"killed: {', '.join(crashes.killed)}", f"started again: {crashes.restarts}"):
        say(line)

    entries = whole_ledger(crashes.product)
    leaves = [hashlib.sha256(b"\0" + entry["body"].encode()).digest() for entry in entries]
    assert [leaf.hex() for leaf in leaves] == [entry["leaf_hash"] for entry in entries]
    assert max(crashes.heads) == len(leaves)
    for size, root in crashes.heads.items():
        assert tree_hash(leaves[:size]).hex() == root, f"the root of size {size} was another"

    bodies = [json.loads(entry["body"]) for entry in entries]
    settled = Counter(slot_of(one) for one in bodies if one["kind"] in ("forecast", "missed"))
    assert [slot for slot, times in settled.items() if times > 1] == []
    missed = [slot_of(one) for one in bodies if one["kind"] == "missed"]
    status = crashes.product.read("/api/v1/status")
    assert status
    now = datetime.fromisoformat(status["clock"]["now"])
    say(f"{len(entries)} entries, {len(settled)} slots settled, {len(missed)} missed,"
        f" {status['scored']} scored, {len(crashes.heads)} roots held")  # fmt: skip
    assert missed == []
    assert set(settled) == announced(bodies, now)

    matured = [one for one in bodies if one["kind"] == "forecast" and target_of(one) <= now]
    assert (status["matured_unscored"], status["scored"]) == (0, len(matured))


def finish(crashes: Crashes) -> None:
    """Let the rest of the history pass at full speed, once the ticker leaves the clock alone."""
    for _ in range(REPLAY_TRIES_MAX):
        done = crashes.candor("replay", "--hours", "500")
        if done.returncode == 0:
            break
        assert "moving this world's clock" in done.stdout + done.stderr, done.stdout + done.stderr
    crashes.product.wait_for_state("ended", PREPARED_S_MAX)
    crashes.witness()


def whole_ledger(product: Product) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = []
    after: int | None = -1
    while after is not None:
        page = product.read("/api/v1/ledger", after=after, limit=200)
        assert page
        entries += page["entries"]
        after = page["next_after"]
    assert [entry["index"] for entry in entries] == list(range(len(entries)))
    return entries


def tree_hash(leaves: list[bytes]) -> bytes:
    """The Merkle tree hash as RFC 9162, section 2.1.1, defines it."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    left, right = tree_hash(leaves[:split]), tree_hash(leaves[split:])
    return hashlib.sha256(b"\1" + left + right).digest()


def slot_of(body: dict[str, Any]) -> tuple[str, datetime]:
    return body["slot"]["horizon"], datetime.fromisoformat(body["slot"]["cutoff"])


def target_of(body: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(body["slot"]["target"])


def announced(bodies: list[dict[str, Any]], now: datetime) -> set[tuple[str, datetime]]:
    """Every slot that the ledger's own schedule entries announce until now."""
    found = set()
    for one in bodies:
        if one["kind"] == "schedule":
            cutoff = datetime.fromisoformat(one["valid_from"])
            while cutoff <= now:
                if cutoff.hour in one["hours_utc"]:
                    found.add((one["horizon"], cutoff))
                cutoff += timedelta(hours=1)
    return found


def write_history(path: Path) -> None:
    """The shortest history a replay accepts."""
    hours = TRAINING_HOURS_MIN + int((REPLAYED + CAUGHT_UP_BEFORE_END) / HOUR) + 24
    lines = ["ts,open,high,low,close,volume"]
    for one in simulate(11, hours, SIMULATED_FROM):
        prices = (one.open, one.high, one.low, one.close, one.volume)
        lines.append(",".join((instant_text(one.open_time), *map(decimal_text, prices))))
    path.write_text("\n".join([*lines, ""]))
