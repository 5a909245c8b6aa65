"""Prometheus, Alertmanager and the watcher of a product elsewhere, run on this machine."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from functions.domain.errors import InvalidInput, VendorUnavailable
from mlops.local.free_port import LOOPBACK
from mlops.local.monitoring_servers import (
    AlertmanagerServer,
    PrometheusServer,
    WatcherServer,
    missing_programs,
)
from mlops.local.process import running
from mlops.local.whole_file import make_private_folder

READY_S_MAX = 60.0
LINE_SHOWN_MAX = 300


@dataclass(frozen=True, slots=True)
class Monitoring:
    """The three servers on three loopback ports; what they keep is in `home`.

    `environment` is what they are told, by the names of their settings: where the product
    is, its tokens, who hears of alerts, what the watcher looks at.
    """

    environment: Mapping[str, str] = field(repr=False)
    home: Path
    prometheus_port: int
    alertmanager_port: int
    watcher_port: int

    def servers(self) -> dict[str, PrometheusServer | AlertmanagerServer | WatcherServer]:
        """Each by name, in the order in which they start."""
        given = self.environment
        prometheus = PrometheusServer(
            home=self.home / "prometheus",
            port=self.prometheus_port,
            product_url=given["CANDOR_URL"],
            alertmanager_port=self.alertmanager_port,
            watcher_port=self.watcher_port,
            metrics_token=given["METRICS_TOKEN"],
            password=given["PROMETHEUS_PASSWORD"],
            environment=given.get("CANDOR_ENV", "production"),
        )
        watched = {
            **given,
            "PROMETHEUS_ADDRESS": f"{LOOPBACK}:{self.prometheus_port}",
            "ALERTMANAGER_ADDRESS": f"{LOOPBACK}:{self.alertmanager_port}",
        }
        return {
            "alertmanager": AlertmanagerServer(
                self.home / "alertmanager",
                self.alertmanager_port,
                given["PROMETHEUS_PASSWORD"],
                given,
            ),
            "prometheus": prometheus,
            "watcher": WatcherServer(self.watcher_port, watched),
        }

    @contextmanager
    def run(self) -> Iterator[None]:
        """All, for the length of a block.

        Raises InvalidInput when one is not installed, VendorUnavailable when one does not start.
        """
        if missing := missing_programs():
            raise InvalidInput(
                f"{' and '.join(missing)} not on PATH; `make monitoring` installs what is missing"
            )
        make_private_folder(self.home)
        with ExitStack() as stack:
            for name, server in self.servers().items():
                log = stack.enter_context((self.home / f"{name}.log").open("wb"))
                try:
                    stack.enter_context(
                        running(server.command(), log, server.is_ready, READY_S_MAX)
                    )
                except VendorUnavailable as failure:
                    raise VendorUnavailable(name, _why(failure.detail, Path(log.name))) from None
            yield


def _why(detail: str, log: Path) -> str:
    """How a server failed, with the last thing it said."""
    lines = log.read_text(errors="replace").split("\n")
    last = next((line.strip() for line in reversed(lines) if line.strip()), "it said nothing")
    return f"{detail}: {last[-LINE_SHOWN_MAX:]} (see {log})"
