"""Prometheus and Alertmanager as processes of this machine, started as their images start them."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import httpx

from functions.domain.errors import InvalidInput, VendorUnavailable
from mlops.local.free_port import LOOPBACK
from mlops.local.process import Command, running
from mlops.local.settings import REPOSITORY

FOLDER = REPOSITORY / "mlops/monitoring"
ALERTMANAGERS = ("alertmanager", "prometheus-alertmanager")
"""What the program is called; Debian puts its package's name before it."""
NOBODY = f"http://{LOOPBACK}:9/"
"""A port where nobody listens."""
READY_S_MAX = 30.0
PROBE_S_MAX = 1.0
LINE_SHOWN_MAX = 300


@dataclass(frozen=True, slots=True)
class Watched:
    """What is watched, and who hears of it."""

    url: str
    metrics_token: str = field(repr=False)
    webhook_url: str = field(repr=False, default=NOBODY)


@dataclass(frozen=True, slots=True)
class Monitoring:
    """Both servers, on two loopback ports; what they keep is in `home`."""

    watched: Watched
    home: Path
    prometheus_port: int
    alertmanager_port: int

    @property
    def prometheus_url(self) -> str:
        """Where Prometheus is."""
        return f"http://{LOOPBACK}:{self.prometheus_port}"

    @property
    def alertmanager_url(self) -> str:
        """Where Alertmanager is."""
        return f"http://{LOOPBACK}:{self.alertmanager_port}"

    def commands(self) -> Sequence[tuple[str, Command, str]]:
        """Name, command and address of each. Raises InvalidInput when one is not installed."""
        alertmanager = _installed(ALERTMANAGERS)
        _installed(("prometheus",))
        return (
            (
                "alertmanager",
                Command(
                    (str(FOLDER / "alertmanager/start.sh"),),
                    env={
                        "ALERTMANAGER": alertmanager,
                        "ALERT_WEBHOOK_URL": self.watched.webhook_url,
                        "DATA_DIR": str(self.home / "alertmanager"),
                        "LISTEN": LOOPBACK,
                        "PORT": str(self.alertmanager_port),
                    },
                ),
                self.alertmanager_url,
            ),
            (
                "prometheus",
                Command(
                    (str(FOLDER / "prometheus/start.sh"),),
                    env={
                        "ALERTMANAGER_ADDRESS": f"{LOOPBACK}:{self.alertmanager_port}",
                        "CANDOR_URL": self.watched.url,
                        "METRICS_TOKEN": self.watched.metrics_token,
                        "DATA_DIR": str(self.home / "prometheus"),
                        "LISTEN": LOOPBACK,
                        "PORT": str(self.prometheus_port),
                    },
                ),
                self.prometheus_url,
            ),
        )

    @contextmanager
    def run(self) -> Iterator[None]:
        """Both, for the length of a block. Raises VendorUnavailable when one does not start."""
        commands = self.commands()
        self.home.mkdir(parents=True, exist_ok=True)
        with ExitStack() as stack:
            for name, command, url in commands:
                log = stack.enter_context((self.home / f"{name}.log").open("wb"))
                ready = partial(_is_ready, url)
                try:
                    stack.enter_context(running(command, log, ready, READY_S_MAX))
                except VendorUnavailable as failure:
                    raise VendorUnavailable(name, _why(failure.detail, Path(log.name))) from None
            yield


def _installed(names: Sequence[str]) -> str:
    for name in names:
        if shutil.which(name):
            return name
    raise InvalidInput(
        f"{names[0]} is not on PATH; on Debian and Ubuntu install both with"
        " `apt-get install prometheus prometheus-alertmanager`"
    )


def _why(detail: str, log: Path) -> str:
    """How a server failed, with the last thing it said."""
    lines = log.read_text(errors="replace").split("\n")
    last = next((line.strip() for line in reversed(lines) if line.strip()), "it said nothing")
    return f"{detail}: {last[-LINE_SHOWN_MAX:]} (see {log})"


def _is_ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/-/ready", timeout=PROBE_S_MAX).is_success
    except httpx.HTTPError:
        return False
