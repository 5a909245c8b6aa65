"""What watches the local stack, and where its alerts and mail are to be seen.

Beside the product and behind it in priority; some 270 MB together (docs/watching.md).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from mlops.local.emulators.heartbeat.server import HeartbeatServer
from mlops.local.emulators.mail.server import MailServer
from mlops.local.emulators.render.server import HostedServer, RenderServer
from mlops.local.emulators.upstash.server import UpstashServer
from mlops.local.free_port import LOOPBACK
from mlops.local.monitoring_servers import (
    AlertmanagerServer,
    PrometheusServer,
    WatcherServer,
    missing_programs,
)
from mlops.local.state_folder import Secrets, StateFolder
from mlops.local.tracking_server import TrackingServer
from mlops.monitoring.watcher.watch import PROMETHEUS_USER

WATCHING_PORTS = (
    "mail", "smtp", "heartbeat", "render", "alertmanager", "prometheus", "watcher",
)  # fmt: skip
MAIL = {
    "ALERT_MAIL_TO": "oncall@candor.localhost",
    "ALERT_MAIL_FROM": "alerts@candor.localhost",
    "ALERT_SMTP_TLS": "off",
}
INTERVALS = {"SCRAPE_INTERVAL": "10s", "EVALUATION_INTERVAL": "10s"}
"""Shorter than a deployed environment's; what rules hold to is the same."""
PROBE_INTERVAL_S = "15"
MLFLOW_INTERVAL_S = "60"
"""Its database is awake here anyway."""
MLFLOW_WATCHER = "watcher"
PASSWORD_PLACE = "prometheus_password in secrets.json of the state"  # noqa: S105 - where it is


AnyServer = (
    MailServer
    | HeartbeatServer
    | RenderServer
    | AlertmanagerServer
    | PrometheusServer
    | WatcherServer
)


@dataclass(frozen=True, slots=True)
class Watchers:
    """Those that need Prometheus and Alertmanager, which are not everywhere."""

    heartbeat: HeartbeatServer
    render: RenderServer
    alertmanager: AlertmanagerServer
    prometheus: PrometheusServer
    watcher: WatcherServer


@dataclass(frozen=True, slots=True)
class Watching:
    """The mail sink, and what watches where its programs are installed."""

    mail: MailServer
    watchers: Watchers | None

    def servers(self) -> dict[str, AnyServer]:
        """All by name, in the order in which they start."""
        found: dict[str, AnyServer] = {"mail": self.mail}
        if self.watchers is not None:
            found |= {
                "heartbeat": self.watchers.heartbeat,
                "render": self.watchers.render,
                "alertmanager": self.watchers.alertmanager,
                "prometheus": self.watchers.prometheus,
                "watcher": self.watchers.watcher,
            }
        return found

    @property
    def sentences(self) -> tuple[str, ...]:
        """Where people look; the password is not shown."""
        if self.watchers is None:
            missing = " and ".join(missing_programs())
            return (
                f"Nobody watches: {missing} not installed here; `make monitoring` installs them",
            )
        url = self.watchers.prometheus.url
        return (
            f"The product is watched by {url} (user {PROMETHEUS_USER}, {PASSWORD_PLACE})",
            f"Alerts: they come to {self.mail.url}, and `.venv/bin/candor ack` shows what fires",
            "Dashboards: `.venv/bin/candor monitoring preview` draws them into dashboards.html",
        )

    def ports(self) -> dict[str, int]:
        """Every port that is in use."""
        return {name: one.port for name, one in self.servers().items()} | {
            "smtp": self.mail.smtp_port
        }


def build_watching(
    product_url: str,
    mlflow: TrackingServer | None,
    upstash: UpstashServer,
    state: StateFolder,
    ports: Mapping[str, int],
    secrets: Secrets,
) -> Watching:
    """What watches the product at this address on the given ports; starts nothing."""
    mail = MailServer(state.path / "mail", ports["mail"], ports["smtp"])
    if "prometheus" not in ports or missing_programs():
        return Watching(mail, None)
    heartbeat = HeartbeatServer(ports["heartbeat"], mail.smtp_address, secrets.heartbeat_id)
    alertmanager = AlertmanagerServer(
        state.path / "alertmanager",
        ports["alertmanager"],
        secrets.prometheus_password,
        MAIL | {"ALERT_SMTP_ADDRESS": mail.smtp_address, "HEARTBEAT_URL": heartbeat.ping_url},
    )
    prometheus = PrometheusServer(
        home=state.path / "prometheus",
        port=ports["prometheus"],
        product_url=product_url,
        alertmanager_port=alertmanager.port,
        watcher_port=ports["watcher"],
        metrics_token=secrets.metrics_token,
        password=secrets.prometheus_password,
        intervals=INTERVALS,
    )
    render = RenderServer(ports["render"], _hosted(ports, mlflow, state), secrets.render_key)
    environment = {
        "CANDOR_URL": product_url,
        "METRICS_TOKEN": secrets.metrics_token,
        "WATCH_TOKEN": secrets.watch_token,
        "PROBE_INTERVAL_S": PROBE_INTERVAL_S,
        "PROMETHEUS_ADDRESS": f"{LOOPBACK}:{prometheus.port}",
        "PROMETHEUS_PASSWORD": secrets.prometheus_password,
        "ALERTMANAGER_ADDRESS": f"{LOOPBACK}:{alertmanager.port}",
        "RENDER_API_KEY": secrets.render_key,
        "RENDER_API_URL": render.url,
        **_mlflow_user(mlflow, secrets),
        "UPSTASH_EMAIL": "local@candor.localhost",
        "UPSTASH_API_KEY": upstash.token,
        "UPSTASH_DATABASE_ID": "local",
        "UPSTASH_API_URL": upstash.url,
    }
    watcher = WatcherServer(ports["watcher"], environment)
    return Watching(mail, Watchers(heartbeat, render, alertmanager, prometheus, watcher))


def _mlflow_user(mlflow: TrackingServer | None, secrets: Secrets) -> dict[str, str]:
    if mlflow is None:
        return {}
    return {
        "MLFLOW_TRACKING_URI": mlflow.url,
        "MLFLOW_INTERVAL_S": MLFLOW_INTERVAL_S,
        "MLFLOW_WATCHER_USERNAME": MLFLOW_WATCHER,
        "MLFLOW_WATCHER_PASSWORD": secrets.mlflow_watcher_password,
    }


def _hosted(
    ports: Mapping[str, int], mlflow: TrackingServer | None, state: StateFolder
) -> list[HostedServer]:
    """What render.yaml runs on Render, on production's plans."""
    found = [
        HostedServer(f"candor-{name}", ports[name], disk=str(state.path / name))
        for name in ("prometheus", "alertmanager")
    ]
    found.append(HostedServer("candor-watcher", ports["watcher"]))
    if mlflow is not None:
        found.append(HostedServer("candor-mlflow", mlflow.port, plan="standard"))
    return found
