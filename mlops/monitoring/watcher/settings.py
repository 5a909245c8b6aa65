"""What the watcher is told."""

from typing import Annotated

from pydantic import Field, field_validator

from functions.domain.setting import Kind, Refusal
from functions.environment import (
    Address,
    ConsumerSettings,
    Origin,
    RandomSecret,
    Rule,
    VendorSecret,
    previous_of,
    refuse,
)

GIVEN = Rule(is_given=True)
PORT_MAX = 65_535
SERVICE_PLACE = "{service}"


class WatcherSettings(ConsumerSettings):
    """The watcher, beside Prometheus: what it looks at, and who may read what it saw.

    A round whose settings are missing is not made.
    """

    candor_url: Origin = Field(
        description="Where the serving function is reached, without a path.",
        examples=["http://127.0.0.1:8000", "https://candor-{environment}.example"],
    )
    metrics_token: RandomSecret = Field(description="Bearer secret of /api/metrics.")
    metrics_token_previous: RandomSecret | None = Field(
        None, description=previous_of("METRICS_TOKEN")
    )
    watch_token: RandomSecret = Field(description="Bearer secret of /api/v1/watch-reports.")
    probe_interval_s: int = Field(
        60, ge=5, le=3600, description="Seconds between two probes; each round calls two functions."
    )
    prometheus_address: Annotated[str, GIVEN] = Field(
        "", description="HOST:PORT of Prometheus (Render sets it)."
    )
    prometheus_password: RandomSecret = Field(
        description="Password of the user candor at Prometheus and Alertmanager."
    )
    alertmanager_address: Annotated[str, GIVEN] = Field(
        "", description="HOST:PORT of Alertmanager (Render sets it)."
    )
    mlflow_tracking_uri: Address | None = Field(
        None, description="MLflow server; unset: trainings wait in their outbox."
    )
    mlflow_watcher_username: str = Field(
        "watcher", description="MLflow user who may read, of MLFLOW_USERS."
    )
    mlflow_watcher_password: Annotated[
        VendorSecret | None, Rule(needed_with=("mlflow_tracking_uri",))
    ] = Field(None, description="Password of that MLflow user.")
    mlflow_interval_s: int = Field(
        3600, ge=10, description="Seconds between two questions to MLflow; each wakes its database."
    )
    grafana_url: Address | None = Field(None, description="Grafana, as people reach it.")
    runbooks_url: Address | None = Field(
        None,
        description="Where the repository's files are read, to link runbooks; unset: no links.",
        examples=["https://github.com/OWNER/REPO/blob/main/"],
    )
    render_api_key: VendorSecret | None = Field(
        None, description="Key of Render's API; unset: nobody asks for CPU, memory and disk."
    )
    render_service_names: str = Field(
        "candor-{service}", description="What Render's services are called, by {service}."
    )
    render_api_url: Address | None = Field(
        None, description="Render's API where it is not Render's own."
    )
    upstash_email: str | None = Field(
        None, description="Account of Upstash's developer API; unset: no quota is asked for."
    )
    upstash_api_key: Annotated[VendorSecret | None, Rule(pair="upstash_email")] = Field(
        None, description="Key of Upstash's developer API, a read-only one."
    )
    upstash_database_id: Annotated[str | None, Rule(pair="upstash_email")] = Field(
        None, description="Id of the Redis database at Upstash."
    )
    upstash_commands_max: int = Field(
        500_000, ge=1, description="Redis commands a month that the plan has, or that you want."
    )
    upstash_api_url: Address | None = Field(
        None, description="Upstash's developer API where it is not Upstash's own."
    )
    host: Annotated[str, GIVEN] = Field("0.0.0.0", description="Address it listens on.")  # noqa: S104 - a container
    port: Annotated[int, GIVEN] = Field(
        9095, ge=1, le=PORT_MAX, description="Port it listens on (Render sets it)."
    )

    @field_validator("render_service_names")
    @classmethod
    def _names_services(cls, names: str) -> str:
        if SERVICE_PLACE not in names:
            reason = f"has no {SERVICE_PLACE} in it; write it where services differ"
            refuse(Refusal(Kind.MALFORMED, reason))
        return names
