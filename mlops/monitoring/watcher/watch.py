"""The table of rounds, as the settings ask for them."""

import ssl
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from functools import partial

import httpx
from pydantic import HttpUrl, SecretStr

from functions.ports.meter import Meter
from functions.ports.world import Clock
from mlops.monitoring.watcher.answers import TIMEOUT_S
from mlops.monitoring.watcher.certificates import look_at_certificates
from mlops.monitoring.watcher.mlflow import ask_mlflow
from mlops.monitoring.watcher.probes import Probe, Start, contains, is_current, probe_all
from mlops.monitoring.watcher.quotas import UPSTASH_API, ask_quotas
from mlops.monitoring.watcher.render import RENDER_API, ask_render
from mlops.monitoring.watcher.rounds import Round
from mlops.monitoring.watcher.settings import WatcherSettings

PROMETHEUS_USER = "candor"
USER_AGENT = "candor-watcher/1"
MINUTE_S, HOUR_S = 60.0, 3600.0
CERTIFICATES_S = 6 * HOUR_S
RENDER_DEADLINE_S = 7 * TIMEOUT_S
"""Seven requests, one after the other."""
START_S = 600.0
"""For a first model to be trained and MLflow to be installed."""
MLFLOW_DEADLINE_S = 120.0
"""Its database may have to wake."""

SendReport = Callable[[str, str, str, str], Awaitable[None]]
"""From Prometheus's, Alertmanager's and the product's URL and WATCH_TOKEN."""


@dataclass(frozen=True, slots=True)
class Watch:
    """What is looked at, and what is used to look."""

    settings: WatcherSettings
    meter: Meter
    clock: Clock
    trusted: ssl.SSLContext
    send_report: SendReport | None = None

    def rounds(self) -> Iterator[Round]:
        """Every round for which there are settings."""
        given = self.settings
        start = Start(self.clock.monotonic() + START_S) if self._starts_together else Start()
        yield Round("probes", given.probe_interval_s, 2 * TIMEOUT_S, partial(self._probe, start))
        yield Round("certificates", CERTIFICATES_S, MINUTE_S, self._certificates)
        if given.render_api_key is not None:
            yield Round("render", MINUTE_S, RENDER_DEADLINE_S, self._render)
        if given.mlflow_tracking_uri is not None and given.mlflow_watcher_password is not None:
            yield Round("mlflow", given.mlflow_interval_s, MLFLOW_DEADLINE_S, self._mlflow)
        if given.upstash_api_key is not None:
            yield Round("quotas", HOUR_S, MINUTE_S, self._quotas)
        if self.send_report is not None and self._prometheus_url and given.alertmanager_address:
            work = partial(
                self.send_report,
                self._prometheus_url,
                f"http://{given.alertmanager_address}",
                _text(given.candor_url),
                given.watch_token.get_secret_value(),
            )
            yield Round("report", MINUTE_S, MINUTE_S, work)

    def probes(self) -> list[Probe]:
        """What is probed, by target."""
        given, product = self.settings, _text(self.settings.candor_url)
        found = [
            Probe("page", f"{product}/", contains("<title>Candor")),
            Probe("api", f"{product}/api/health", contains('"ok"')),
            Probe("forecast", f"{product}/api/v1/forecast", is_current),
        ]
        if given.mlflow_tracking_uri is not None:
            url = f"{_text(given.mlflow_tracking_uri)}/health"
            found.append(Probe("mlflow", url, contains("OK")))
        if given.grafana_url is not None:
            url = f"{_text(given.grafana_url)}/api/health"
            found.append(Probe("grafana", url, contains('"ok"')))
        if self._prometheus_url:
            found.append(
                Probe("prometheus", f"{self._prometheus_url}/-/healthy", contains("Healthy"))
            )
        return found

    @property
    def _starts_together(self) -> bool:
        """Whether the product begins when the watcher does, as on one's own machine."""
        return self.settings.candor_env == "development"

    @property
    def _prometheus_url(self) -> str:
        """With its user, as httpx takes it; empty where nobody said where it is."""
        if not self.settings.prometheus_address:
            return ""
        password = self.settings.prometheus_password.get_secret_value()
        return f"http://{PROMETHEUS_USER}:{password}@{self.settings.prometheus_address}"

    def _http(self, base: HttpUrl | str = "", **how: object) -> httpx.AsyncClient:
        # Each connection is opened anew: an open one hides a name or certificate that is lost.
        return httpx.AsyncClient(
            base_url=_text(base),
            verify=self.trusted,
            timeout=TIMEOUT_S,
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": "identity"},
            limits=httpx.Limits(max_keepalive_connections=0),
            trust_env=False,
            **how,  # type: ignore[arg-type]
        )

    async def _probe(self, start: Start) -> None:
        async with self._http() as http:
            await probe_all(self.probes(), http, self.meter, self.clock, start)

    async def _certificates(self) -> None:
        urls = {one.target: one.url for one in self.probes()}
        await look_at_certificates(urls, self.trusted, self.meter, self.clock)

    async def _render(self) -> None:
        given = self.settings
        async with self._http(given.render_api_url or RENDER_API) as http:
            http.headers["Authorization"] = f"Bearer {_told(given.render_api_key)}"
            await ask_render(http, given.render_service_names, self.meter, self.clock)

    async def _mlflow(self) -> None:
        given = self.settings
        user = given.mlflow_watcher_username, _told(given.mlflow_watcher_password)
        async with self._http(given.mlflow_tracking_uri or "", auth=user) as http:
            await ask_mlflow(http, self.meter)

    async def _quotas(self) -> None:
        given = self.settings
        account = given.upstash_email or "", _told(given.upstash_api_key)
        async with self._http(given.upstash_api_url or UPSTASH_API, auth=account) as http:
            database, commands_max = given.upstash_database_id or "", given.upstash_commands_max
            await ask_quotas(http, database, commands_max, self.meter)


def _text(url: HttpUrl | str) -> str:
    return str(url).rstrip("/")


def _told(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""
