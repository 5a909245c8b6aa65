"""Prometheus, Alertmanager and the watcher as processes, started as their images start them."""

import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mlops.local.free_port import LOOPBACK
from mlops.local.process import Command
from mlops.local.ready import answers
from mlops.local.settings import REPOSITORY
from mlops.monitoring.password import password_hash
from mlops.monitoring.watcher.watch import PROMETHEUS_USER

FOLDER = REPOSITORY / "mlops/monitoring"
ALERTMANAGERS = ("alertmanager", "prometheus-alertmanager")
"""What the program is called; Debian puts its package's name before it."""
BEHIND = ("nice", "-n", "10")
"""Readers and jobs come first."""
HASH_ROUNDS = 4
"""The least: the password is random, and every start makes the hash anew."""
MEMORY_MAX = "128MiB"
"""Where Go begins to collect its garbage more often."""


def missing_programs() -> list[str]:
    """Which of Prometheus and Alertmanager are not on PATH."""
    found = {"prometheus": shutil.which("prometheus"), "alertmanager": alertmanager_program()}
    return [name for name, program in found.items() if not program]


def alertmanager_program() -> str:
    """What Alertmanager is called here; empty where it is not."""
    return next((name for name in ALERTMANAGERS if shutil.which(name)), "")


@dataclass(frozen=True, slots=True)
class PrometheusServer:
    """Prometheus on one loopback port; what it keeps is in `home`."""

    home: Path
    port: int
    product_url: str
    alertmanager_port: int
    watcher_port: int
    metrics_token: str = field(repr=False)
    password: str = field(repr=False)
    environment: str = "development"
    intervals: Mapping[str, str] = field(default_factory=dict)
    """SCRAPE_INTERVAL and EVALUATION_INTERVAL, where they are not a deployed environment's."""
    folder: Path = FOLDER

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://{LOOPBACK}:{self.port}"

    def command(self) -> Command:
        """How to run it in the foreground."""
        env = {
            "CANDOR_ENV": self.environment,
            "CANDOR_URL": self.product_url,
            "METRICS_TOKEN": self.metrics_token,
            "PROMETHEUS_PASSWORD": self.password,
            "PROMETHEUS_PASSWORD_HASH": password_hash(self.password, HASH_ROUNDS),
            "ALERTMANAGER_ADDRESS": f"{LOOPBACK}:{self.alertmanager_port}",
            "WATCHER_ADDRESS": f"{LOOPBACK}:{self.watcher_port}",
            "DATA_DIR": str(self.home),
            "LISTEN": LOOPBACK,
            "PORT": str(self.port),
            "GOMEMLIMIT": MEMORY_MAX,
            **self.intervals,
        }
        return Command((*BEHIND, str(self.folder / "prometheus/start.sh")), env=env)

    def is_ready(self) -> bool:
        """Whether it answers questions."""
        return answers(f"{self.url}/-/ready", user=(PROMETHEUS_USER, self.password))


@dataclass(frozen=True, slots=True)
class AlertmanagerServer:
    """Alertmanager on one loopback port; what it keeps is in `home`.

    `receivers` are the variables of AlertmanagerSettings that say who is told.
    """

    home: Path
    port: int
    password: str = field(repr=False)
    receivers: Mapping[str, str] = field(repr=False)
    folder: Path = FOLDER

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://{LOOPBACK}:{self.port}"

    def command(self) -> Command:
        """How to run it in the foreground."""
        env = {
            "ALERTMANAGER": alertmanager_program(),
            "DATA_DIR": str(self.home),
            "LISTEN": LOOPBACK,
            "PORT": str(self.port),
            **self.receivers,
            "PROMETHEUS_PASSWORD_HASH": password_hash(self.password, HASH_ROUNDS),
        }
        return Command((*BEHIND, str(self.folder / "alertmanager/start.sh")), env=env)

    def is_ready(self) -> bool:
        """Whether it takes alerts."""
        return answers(f"{self.url}/-/ready", user=(PROMETHEUS_USER, self.password))


@dataclass(frozen=True, slots=True)
class WatcherServer:
    """The watcher on one loopback port; `environment` is what WatcherSettings read."""

    port: int
    environment: Mapping[str, str] = field(repr=False)

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://{LOOPBACK}:{self.port}"

    def command(self) -> Command:
        """How to run it in the foreground."""
        return Command(
            (*BEHIND, sys.executable, "-m", "mlops.monitoring.watcher.serve"),
            cwd=REPOSITORY,
            env={**self.environment, "HOST": LOOPBACK, "PORT": str(self.port)},
        )

    def is_ready(self) -> bool:
        """Whether it answers."""
        return answers(f"{self.url}/health")
