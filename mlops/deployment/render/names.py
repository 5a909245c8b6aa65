"""What each service must be told, and what it may be: the settings of the process it runs."""

from collections.abc import Iterator, Mapping

from mlops.configuration.catalogue import Setting, settings_of
from mlops.configuration.consumers import CONSUMERS
from mlops.deployment.render.blueprint import Finding, Service

BUILT_FROM: Mapping[str, str] = {
    "./mlops/tracking/Dockerfile": "mlflow",
    "./mlops/deployment/Dockerfile": "container",
    "./mlops/monitoring/prometheus/Dockerfile": "prometheus",
    "./mlops/monitoring/alertmanager/Dockerfile": "alertmanager",
    "./mlops/monitoring/watcher/Dockerfile": "watcher",
    "./mlops/monitoring/grafana/Dockerfile": "grafana",
}
"""Which process is in an image; a cron job is the scheduler."""

WIRED = frozenset(
    {"ALERTMANAGER_ADDRESS", "PROMETHEUS_ADDRESS", "PROMETHEUS_SCHEME", "WATCHER_ADDRESS"}
)
"""Render gives these when the Blueprint asks for them, and not by itself."""


def check_names(service: Service) -> Iterator[Finding]:
    """Everything it needs is given, and nothing it does not know."""
    file = str(service.entry.get("dockerfilePath", ""))
    consumer = "scheduler" if service.kind == "cron" else BUILT_FROM.get(file)
    if consumer is None:
        yield Finding(
            f"{service.name} is built from {file or 'nothing we know'}; add what it runs to"
            " mlops/deployment/render/names.py"
        )
        return
    known = _settings(consumer)
    told = {variable.key for variable in service.variables}
    # A free service may be without an environment; it must be told what production is.
    environment = service.environment or "production"
    needed = {name for name, one in known.items() if one.required_in(environment)}
    for missing in sorted((needed | WIRED & known.keys()) - told):
        yield Finding(f"{service.name} is not told {missing}, without which it does not start")
    for unknown in sorted(told - known.keys() - {"CANDOR_ENV"}):
        yield Finding(
            f"{service.name} is told {unknown}, which nothing there reads; is it misspelt?"
        )


def _settings(consumer: str) -> dict[str, Setting]:
    [found] = [one for one in CONSUMERS if one.name == consumer]
    return {setting.name: setting for setting in settings_of(found)}
