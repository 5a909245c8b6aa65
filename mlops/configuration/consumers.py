"""Who is told what: one class for each process that reads settings, one line for its name.

A new process gets a class here (or beside its code) and a line in CONSUMERS; the examples, the
reference and every check know it from then on.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, field_validator

from functions.config import Settings
from functions.domain.setting import Kind, Refusal
from functions.domain.world import Mode
from functions.environment import (
    DEPLOYED,
    Address,
    ConsumerSettings,
    Environment,
    Origin,
    RandomSecret,
    Rule,
    VendorSecret,
    postgres,
    refuse,
)
from mlops.configuration.qstash import QstashSettings
from mlops.monitoring.settings import AlertmanagerSettings, GrafanaSettings, PrometheusSettings
from mlops.monitoring.watcher.settings import WatcherSettings
from mlops.operations import (
    AccountSettings,
    OperationsSettings,
    ReleaseSettings,
    WitnessSettings,
)

GIVEN = Rule(is_given=True)
PORT_MAX = 65_535


class ContainerSettings(Settings):
    """The serving function in a container."""

    port: Annotated[int, GIVEN] = Field(
        8000, ge=1, le=PORT_MAX, description="Port it listens on (Render sets it)."
    )


class MlflowSettings(ConsumerSettings):
    """The MLflow server; mlops.tracking.config reads the same, in an environment of its own."""

    mlflow_backend_url: Annotated[SecretStr, postgres()] = Field(
        description="PostgreSQL database of runs and models, of a role that owns it."
    )
    mlflow_auth_url: Annotated[SecretStr, postgres()] = Field(
        description="PostgreSQL database of MLflow's users."
    )
    mlflow_artifacts: str = Field(
        pattern=r"^(s3://[^/\s]+|/)\S*$",
        description="Where artifacts go: s3://BUCKET/PREFIX, or a folder of a disk.",
        examples=["s3://candor/mlflow", "s3://name-of-your-bucket/mlflow"],
    )
    mlflow_admin_username: str = Field(
        description="Name of MLflow's admin.", examples=["candor-admin"]
    )
    mlflow_admin_password: RandomSecret = Field(description="Password of MLflow's admin.")
    mlflow_session_secret: RandomSecret = Field(description="Signs the sessions of MLflow's page.")
    mlflow_allowed_hosts: str = Field(
        "", description="Names under which it is reached, between commas; on Render its own is."
    )
    mlflow_cors_origins: str = Field(
        "", description="Origins of pages that may call it, between commas; unset: the hosts'."
    )
    mlflow_users: SecretStr | None = Field(
        None, description="Who may come in beside the admin, as mlops.tracking.users reads it."
    )
    mlflow_s3_endpoint_url: Address | None = Field(
        None, description="S3-compatible endpoint of its artifacts; unset: Amazon's."
    )
    aws_access_key_id: str = Field(description="Key that may write to the bucket.")
    aws_secret_access_key: VendorSecret = Field(description="Secret of AWS_ACCESS_KEY_ID.")
    aws_default_region: str = Field("us-east-1", description="Region of MLflow's bucket.")
    host: Annotated[str, GIVEN] = Field("0.0.0.0", description="Address it listens on.")  # noqa: S104 - a container
    port: Annotated[int, GIVEN] = Field(
        5000, ge=1, le=PORT_MAX, description="Port it listens on (Render sets it)."
    )

    @field_validator("mlflow_allowed_hosts", "mlflow_cors_origins")
    @classmethod
    def _names_hosts(cls, hosts: str) -> str:
        if "*" in hosts:
            refuse(Refusal(Kind.MALFORMED, "names hosts; '*' lets every page in"))
        return hosts


class SchedulerSettings(ConsumerSettings):
    """What calls the jobs from outside: GitHub's schedule, Render's cron."""

    candor_url: Origin = Field(
        description="Where the serving function is reached, without a path.",
        examples=["http://127.0.0.1:8000", "https://candor-{environment}.example"],
    )
    cron_secret: RandomSecret = Field(description="Bearer secret of /api/cron/*.")


class PageSettings(ConsumerSettings):
    """What is built into the page, where everybody can read it: never a secret."""

    vite_candor_env: Annotated[Environment | None, Rule(required_in=("staging",))] = Field(
        None, description="Environment the page is built for; the page says so, but in production."
    )
    vite_api_url: Origin | None = Field(
        None,
        description="Origin of the API where it is not the page's own; the page's host must allow"
        " it in connect-src.",
    )
    vite_candor_operator: str | None = Field(
        None,
        pattern=r"^[^<>\r\n]{2,200}$",
        examples=["Ada Lovelace, 1 Example Street, London"],
        description="Who runs this copy, as its imprint says: name and postal address.",
    )
    vite_candor_contact: str | None = Field(
        None,
        pattern=r"^([^\s@]+@[^\s@]+\.[^\s@]+|https://[^\s<>]+)$",
        examples=["hello@candor.example"],
        description="Where to write to who runs it, as its imprint says: an e-mail address or an"
        " https address.",
    )
    vite_candor_images_url: str | None = Field(
        None,
        pattern=r"^https://res\.cloudinary\.com/[^\s?#]+/$",
        examples=["https://res.cloudinary.com/CLOUD/image/fetch/f_auto,q_auto/"],
        description="What stands before a picture's address where Cloudinary delivers it; from the"
        " site itself if unset.",
    )


class LocalSettings(ConsumerSettings):
    """What `make up` may be told; mlops.local.settings reads the same."""

    candor_port: int = Field(8000, ge=1, le=PORT_MAX, description="Port of the page.")
    candor_state: Path = Field(
        Path(".candor"), description="Folder of all state: databases, secrets, logs."
    )
    candor_mode: Mode | None = Field(None, description="Mode of the world to open.")
    candor_history: Path | None = Field(None, description="History file to replay.")
    candor_seed: int | None = Field(None, ge=0, description="Seed of the simulated market.")
    candor_seconds_per_hour: float = Field(
        5.0, ge=0.1, le=3600, description="Wall seconds in which an hour of the world passes."
    )
    candor_venues: str | None = Field(
        None, pattern="^emulated$", description="emulated: candles come from venues, over HTTP."
    )
    candor_mlflow: str = Field(
        "on", pattern="^(on|off)$", description="Whether MLflow runs beside the product."
    )
    candor_monitoring: str = Field(
        "on", pattern="^(on|off)$", description="Whether the product is watched."
    )
    mlflow_artifacts: str | None = Field(
        None, description="Where MLflow keeps artifacts: a folder or s3://…; unset: the local S3."
    )
    mlflow_users: SecretStr | None = Field(
        None, description="Who may come in beside the admin, as mlops.tracking.users reads it."
    )


@dataclass(frozen=True, slots=True)
class Consumer:
    """A process that is told settings, in environments where there is one."""

    name: str
    settings: type[ConsumerSettings]
    help: str
    environments: tuple[str, ...] = ("development", *DEPLOYED)
    is_always_there: bool = False
    is_apart: bool = False
    """Whether what it is told stands in no environment's file."""

    @property
    def reads_environment(self) -> bool:
        """Whether it is told CANDOR_ENV."""
        return issubclass(self.settings, (Settings, QstashSettings))


CONSUMERS = (
    Consumer("vercel", Settings, "The serving function on Vercel", is_always_there=True),
    Consumer("lambda", Settings, "The serving function on AWS Lambda"),
    Consumer("container", ContainerSettings, "The serving function in a container"),
    Consumer(
        "operator", OperationsSettings, "Whoever trains, migrates and releases", DEPLOYED,
        is_always_there=True,
    ),
    Consumer("page", PageSettings, "The page, when it is built", is_always_there=True),
    Consumer("qstash", QstashSettings, "`candor schedules apply`, for QStash", DEPLOYED),
    Consumer("scheduler", SchedulerSettings, "GitHub's schedule, Render's cron", DEPLOYED),
    Consumer("witness", WitnessSettings, "The hourly witness of checkpoints", DEPLOYED),
    Consumer("release", ReleaseSettings, "The release, at Vercel's and Render's APIs", DEPLOYED),
    Consumer("mlflow", MlflowSettings, "The MLflow server", DEPLOYED),
    Consumer("prometheus", PrometheusSettings, "Prometheus", DEPLOYED),
    Consumer("alertmanager", AlertmanagerSettings, "Alertmanager", DEPLOYED),
    Consumer("watcher", WatcherSettings, "The watcher, which looks from outside", DEPLOYED),
    Consumer("grafana", GrafanaSettings, "Grafana", DEPLOYED),
    Consumer(
        "accounts", AccountSettings, "`candor env`, in the vendors' accounts", DEPLOYED,
        is_apart=True,
    ),
    Consumer("local", LocalSettings, "`make up`, which needs none of the above", ("development",)),
)  # fmt: skip
