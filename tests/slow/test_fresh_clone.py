"""A newcomer's first and second `make up`, in a clone of what is committed."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from mlops.local.free_port import free_port
from tests.slow.conftest import Say
from tests.slow.product import Product, still_alive

pytestmark = pytest.mark.slow

REPOSITORY = Path(__file__).parents[2]
COLD_PAGE_S_MAX = 180
WARM_PAGE_S_MAX = 10
STOP_S_MAX = 3
PREPARED_S_MAX = 600


@pytest.fixture(scope="module")
def clone(server_folder: Path) -> Iterator[Path]:
    """A clone of HEAD, and nothing in the installers' caches."""
    for needed in ("git", "make", "node", "npm"):
        if shutil.which(needed) is None:
            pytest.skip(f"there is no {needed}")
    if not (REPOSITORY / ".git").exists():
        pytest.skip("this is no git checkout, so there is nothing to clone")
    folder = server_folder / "clone"
    subprocess.run(("git", "clone", "--quiet", str(REPOSITORY), str(folder)), check=True)
    yield folder
    subprocess.run(("make", "reset"), cwd=folder, check=False, capture_output=True)
    shutil.rmtree(folder)


def test_a_newcomer_sees_the_page_soon_and_finds_everything_again(
    clone: Path, server_folder: Path, history: dict[str, str], say: Say
) -> None:
    port = free_port()
    caches = {
        "UV_CACHE_DIR": str(server_folder / "uv-cache"),
        "npm_config_cache": str(server_folder / "npm-cache"),
    }

    first = Product(("make", "up"), clone, port, **history, **caches)
    try:
        cold_s = first.wait_for_page(COLD_PAGE_S_MAX)
        first.wait_for_state("running", PREPARED_S_MAX)
        running_s = first.seconds()
        assert '<div id="root"' in httpx.get(first.url).text
        seen = first.read("/api/v1/ledger", limit=1)
        assert seen
        bench = run_make(first, "bench")
        stop_s, left = stop(first)
    finally:
        first.end()
    assert (left, stop_s < STOP_S_MAX) == ({}, True), f"stopped after {stop_s:.1f} s"

    second = Product(("make", "up"), clone, port, **history, **caches)
    try:
        warm_s = second.wait_for_page(WARM_PAGE_S_MAX)
        second.wait_for_state("running", WARM_PAGE_S_MAX)
        again = second.read("/api/v1/ledger", limit=1)
        assert again
        assert again["entries"] == seen["entries"]
        assert again["size"] >= seen["size"]
        warm_stop_s, left = stop(second)
    finally:
        second.end()
    assert (left, warm_stop_s < STOP_S_MAX) == ({}, True), f"stopped after {warm_stop_s:.1f} s"

    trained_s = first.said_at("Replaying 60 days") - first.said_at("Training the first model")
    pace = re.search(r"(\d+) hours per second", first.said)
    assert pace
    say(f"first page {cold_s:.1f} s cold (empty caches), {warm_s:.1f} s warm;")
    say(f"60 days replayed after {running_s:.1f} s, {pace[1]} hours per second;")
    say(f"training {trained_s:.1f} s; Ctrl-C {stop_s:.2f} s and {warm_stop_s:.2f} s")
    for line in bench.splitlines():
        say(line)


def run_make(product: Product, target: str) -> str:
    """What a make target prints beside the running product."""
    done = subprocess.run(
        ("make", target),
        cwd=product.folder, env=product.environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def stop(product: Product) -> tuple[float, dict[int, str]]:
    """Ctrl-C: the seconds it took, and which processes are left."""
    mine = product.processes()
    assert len(mine) > len(("page", "api", "postgres", "valkey", "upstash"))
    seconds = product.interrupt()
    return seconds, still_alive(mine)
