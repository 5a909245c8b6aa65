"""The whole product as a user starts it: `candor up` on a history file of its own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

from functions.domain.units import HOUR, decimal_text, instant_text
from mlops.history.replay_clock import CAUGHT_UP_BEFORE_END, REPLAYED, TRAINING_HOURS_MIN
from mlops.history.simulate import SIMULATED_FROM, simulate
from mlops.local.free_port import free_port
from tests.e2e.chromium import browser

__all__ = ["browser"]

PAGE_S_MAX = 60
POLL_S = 0.5
PREPARED_S_MAX = 480
STOPPED_S_MAX = 10
REPOSITORY = Path(__file__).parents[2]


@dataclass(frozen=True)
class Product:
    """A running product and how to talk to it."""

    url: str
    environment: dict[str, str]
    process: subprocess.Popen[bytes]
    output: Path

    def candor(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the command line beside it."""
        return subprocess.run(
            (sys.executable, "-m", "mlops.cli", *arguments),
            cwd=REPOSITORY, env=self.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip


@pytest.fixture
def page(browser: Browser, product: Product) -> Iterator[Page]:
    """An empty page, at home in the product; what it complains about later fails the test."""
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    page = browser.new_page(base_url=product.url)
    page.on("console", listen)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    page.close()
    assert complaints == []


@pytest.fixture(scope="session")
def product(server_folder: Path) -> Iterator[Product]:
    """The product on a file of simulated candles, its 60 days replayed, its clock running."""
    history = server_folder / "candles.csv"
    _write_history(history)
    port = free_port()
    environment = {
        **os.environ,
        "CANDOR_HISTORY": str(history),
        "CANDOR_MLFLOW": "off",  # it has tests of its own
        "CANDOR_MONITORING": "off",  # and so has this
        "CANDOR_MODE": "",
        "CANDOR_PORT": str(port),
        "CANDOR_SECONDS_PER_HOUR": "3",
        "CANDOR_STATE": str(server_folder / "state"),
    }
    output = server_folder / "up.log"
    with output.open("wb") as log:
        process = subprocess.Popen(
            (sys.executable, "-m", "mlops.cli", "up"),
            cwd=REPOSITORY, env=environment, stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
    product = Product(f"http://127.0.0.1:{port}", environment, process, output)
    try:
        _wait_until_running(product)
        yield product
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(STOPPED_S_MAX)
        except subprocess.TimeoutExpired:
            process.kill()


def _write_history(path: Path) -> None:
    """The shortest history a replay accepts, as a person would have it in a file."""
    hours = TRAINING_HOURS_MIN + int((REPLAYED + CAUGHT_UP_BEFORE_END) / HOUR) + 24
    rows = [
        ",".join(
            (
                instant_text(one.open_time),
                *map(decimal_text, (one.open, one.high, one.low, one.close, one.volume)),
            )
        )
        for one in simulate(7, hours, SIMULATED_FROM)
    ]
    path.write_text("\n".join(["ts,open,high,low,close,volume", *rows, ""]))


def _wait_until_running(product: Product) -> None:
    started = time.monotonic()
    state = "no answer"
    with httpx.Client(base_url=product.url, timeout=5) as client:
        while state != "running":
            waited = time.monotonic() - started
            limit = PAGE_S_MAX if state == "no answer" else PREPARED_S_MAX
            if product.process.poll() is not None or waited > limit:
                pytest.fail(f"the product is not running after {waited:.0f} s ({state}):\n"
                            f"{product.output.read_text()}")  # fmt: skip
            time.sleep(POLL_S)
            try:
                answer = client.get("/api/v1/status")
            except httpx.HTTPError:
                continue
            state = answer.json()["clock"]["state"] if answer.is_success else "preparing"
