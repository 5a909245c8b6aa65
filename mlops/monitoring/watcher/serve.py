"""Starts the watcher: `python -m mlops.monitoring.watcher.serve`."""

import ssl
import sys

import uvicorn
from starlette.applications import Starlette

from functions.adapters.system import SystemClock
from functions.domain.bearer import Bearer
from functions.domain.errors import CandorError
from functions.domain.metrics.outside import WATCHED
from functions.environment import read_settings, secrets_of
from functions.logs.install import install
from functions.logs.redaction import Redactor
from mlops.monitoring.watcher.app import watcher_app
from mlops.monitoring.watcher.registry import RegistryMeter
from mlops.monitoring.watcher.report import send_report
from mlops.monitoring.watcher.settings import WatcherSettings
from mlops.monitoring.watcher.watch import Watch

GRACE_S = 1


def build(settings: WatcherSettings) -> Starlette:
    """The app that these settings ask for."""
    meter, clock = RegistryMeter(WATCHED), SystemClock()
    watch = Watch(settings, meter, clock, ssl.create_default_context(), send_report)
    previous = settings.metrics_token_previous
    accepted = Bearer(
        settings.metrics_token.get_secret_value(),
        None if previous is None else previous.get_secret_value(),
    )
    return watcher_app(watch.rounds(), meter, clock, accepted)


def main() -> None:
    """Serve until a signal asks for the end; what is wrong with the settings is said."""
    try:
        settings = read_settings(WatcherSettings)
    except CandorError as error:
        sys.exit(f"Error: {error}")
    fixed = {"service": "watcher", "environment": settings.candor_env}
    install(Redactor(secrets_of(settings)), fixed)
    uvicorn.run(
        build(settings),
        host=settings.host,
        port=settings.port,
        access_log=False,
        log_config=None,  # its lines go where all do
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=GRACE_S,
    )


if __name__ == "__main__":
    main()
