"""What each service must be told, and what it may be: by the file it is built from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields

from functions.config import Settings
from mlops.deployment.blueprint import Finding, Service
from mlops.tracking.config import TrackingConfig


@dataclass(frozen=True, slots=True)
class Names:
    """Variables a service does not start without, and those it knows beside them."""

    required: frozenset[str]
    optional: frozenset[str] = frozenset()


API_DOCKERFILE = "./mlops/deployment/Dockerfile"
_AMAZON = frozenset({"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION"})
_SETTINGS = {name.upper(): field.is_required() for name, field in Settings.model_fields.items()}

NAMES: Mapping[str, Names] = {
    "./mlops/tracking/Dockerfile": Names(
        frozenset(field.name.upper() for field in fields(TrackingConfig)) | _AMAZON,
        frozenset({"MLFLOW_S3_ENDPOINT_URL"}),
    ),
    API_DOCKERFILE: Names(
        frozenset(name for name, required in _SETTINGS.items() if required)
        # Defaults that are for one's own machine only.
        | {"CANDOR_ENV", "ARTIFACT_URLS", "PUBLIC_URL", "CACHE_PREFIX"},
        frozenset(_SETTINGS) | {"PORT"},
    ),
    "./mlops/monitoring/prometheus/Dockerfile": Names(
        frozenset({"CANDOR_URL", "METRICS_TOKEN", "ALERTMANAGER_ADDRESS", "PORT"}),
        frozenset({"CANDOR_ENV"}),
    ),
    "./mlops/monitoring/alertmanager/Dockerfile": Names(frozenset({"ALERT_WEBHOOK_URL", "PORT"})),
    "./mlops/monitoring/grafana/Dockerfile": Names(
        frozenset({"GF_SECURITY_ADMIN_PASSWORD", "PROMETHEUS_SCHEME", "PROMETHEUS_ADDRESS"}),
    ),
}
CRON = Names(frozenset({"CRON_SECRET", "CANDOR_URL"}))


def check_names(service: Service) -> Iterator[Finding]:
    """Everything it needs is given, and nothing it does not know."""
    file = str(service.entry.get("dockerfilePath", ""))
    names = CRON if service.kind == "cron" else NAMES.get(file)
    if names is None:
        yield Finding(
            f"{service.name} is built from {file or 'nothing we know'}; add what it needs to"
            " mlops/deployment/blueprint_names.py"
        )
        return
    told = {variable.key for variable in service.variables}
    for missing in sorted(names.required - told):
        yield Finding(f"{service.name} is not told {missing}, without which it does not start")
    for unknown in sorted(told - names.required - names.optional):
        yield Finding(
            f"{service.name} is told {unknown}, which nothing there reads; is it misspelt?"
        )
