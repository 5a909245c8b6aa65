"""The servers of the local stack, wired to each other."""

import os
from dataclasses import dataclass
from pathlib import Path

from mlops.local.api_server import ApiServer
from mlops.local.emulators.calendar.server import CalendarServer
from mlops.local.emulators.cloudinary.server import CloudinaryServer
from mlops.local.emulators.upstash.server import UpstashServer
from mlops.local.emulators.venues.server import VenuesServer
from mlops.local.free_port import LOOPBACK
from mlops.local.gateway_server import GatewayServer
from mlops.local.postgres import OWNER_ROLE, PostgresServer
from mlops.local.s3 import PUBLIC_PREFIX, SNAPSHOTS_PREFIX, PublicBucketServer, S3Server
from mlops.local.stack_record import RunningStack
from mlops.local.supervisor import Server
from mlops.local.tracking_server import TrackingServer
from mlops.local.tracking_start import Stage
from mlops.local.valkey import ValkeyServer
from mlops.local.watching import WATCHING_PORTS, AnyServer, Watching
from mlops.local.world_choice import WorldChoice

SERVICE_PORTS = (
    "api", "postgres", "valkey", "upstash", "cloudinary", "s3", "s3-public", "calendar", "venues",
    "mlflow", *WATCHING_PORTS,
)  # fmt: skip
STORES = ("postgres", "valkey")
"""Stopped after everything that uses them."""


@dataclass(frozen=True, slots=True)
class LocalStack:
    """One server of each kind, wired to the others."""

    postgres: PostgresServer
    valkey: ValkeyServer
    upstash: UpstashServer
    cloudinary: CloudinaryServer
    s3: S3Server
    s3_public: PublicBucketServer
    calendar: CalendarServer
    api: ApiServer
    page: GatewayServer
    mlflow: TrackingServer | None
    watching: Watching | None
    outbox_dir: Path
    world: WorldChoice
    seconds_per_hour: float
    venues: VenuesServer | None = None

    def servers(self) -> dict[str, Server]:
        """The servers by name, in the order of the table."""
        mlflow: dict[str, Server] = {"mlflow": self.mlflow} if self.mlflow else {}
        return self.core() | mlflow | self.beside()

    def beside(self) -> dict[str, AnyServer]:
        """What watches the product, in the order in which it starts."""
        return self.watching.servers() if self.watching else {}

    def core(self) -> dict[str, Server]:
        """Those without which there is no product."""
        return {
            "page": self.page,
            "api": self.api,
            "postgres": self.postgres,
            "valkey": self.valkey,
            "upstash": self.upstash,
            **({"venues": self.venues} if self.venues else {}),
            "cloudinary": self.cloudinary,
            "s3": self.s3,
            "s3-public": self.s3_public,
            "calendar": self.calendar,
        }

    def urls(self) -> dict[str, str]:
        """Where each server is to be reached; no secrets, for people to read."""
        return {
            "page": self.page.url,
            "api": f"{self.page.url}/api",
            "postgres": self.postgres.shown_url(self.world.name),
            "valkey": f"redis://{LOOPBACK}:{self.valkey.port}",
            "upstash": self.upstash.url,
            **({"venues": self.venues.url} if self.venues else {}),
            "cloudinary": self.cloudinary.url,
            "s3": self.s3.url,
            "s3-public": self.s3_public.url,
            "calendar": self.calendar.url,
            **({"mlflow": self.mlflow.url} if self.mlflow else {}),
            **(
                {name: one.url for name, one in self.watching.servers().items()}
                if self.watching
                else {}
            ),
        }

    def record(self, mlflow_stage: Stage = Stage.OFF) -> RunningStack:
        """What other commands need to know."""
        mlflow = self.mlflow
        watchers = self.watching.watchers if self.watching else None
        history = self.world.history
        return RunningStack(
            pid=os.getpid(),
            page_url=self.page.url,
            api_url=self.api.url,
            cron_secret=self.api.cron_secret,
            database_url=self.api.database_url,
            owner_database_url=self.postgres.url(OWNER_ROLE, self.world.name),
            upstash_url=self.upstash.url,
            upstash_token=self.upstash.token,
            s3_url=self.s3.url,
            s3_secret=self.s3.secret,
            cloudinary_url=self.cloudinary.url,
            cloudinary_secret=self.cloudinary.api_secret,
            artifact_urls=list(self.api.artifact_urls),
            objects_dir=str(self.api.objects_dir),
            outbox_dir=str(self.outbox_dir),
            mlflow_url=mlflow.url if mlflow else "",
            mlflow_password=mlflow.admin_password if mlflow else "",
            mlflow_database_password=mlflow.databases.password if mlflow else "",
            mlflow_stage=mlflow_stage.value,
            metrics_token=self.api.metrics_token,
            ledger_signing_key=self.api.ledger_signing_key,
            calendar_url=self.calendar.url,
            watch_token=self.api.watch_token,
            mail_url=self.watching.mail.url if self.watching else "",
            prometheus_url=watchers.prometheus.url if watchers else "",
            prometheus_password=watchers.prometheus.password if watchers else "",
            alertmanager_url=watchers.alertmanager.url if watchers else "",
            watcher_url=watchers.watcher.url if watchers else "",
            mode=self.world.mode,
            source=self.world.source,
            name=self.world.name,
            history=str(history) if history else None,
            seed=self.world.seed,
            venues_url=self.venues.url if self.venues else None,
            seconds_per_hour=self.seconds_per_hour,
            ports={
                "page": self.page.port,
                "api": self.api.port,
                "postgres": self.postgres.port,
                "valkey": self.valkey.port,
                "upstash": self.upstash.port,
                **({"venues": self.venues.port} if self.venues else {}),
                "cloudinary": self.cloudinary.port,
                "s3": self.s3.port,
                "s3-public": self.s3_public.port,
                "calendar": self.calendar.port,
                **({"mlflow": mlflow.port} if mlflow else {}),
                **(self.watching.ports() if self.watching else {}),
            },
        )


def models_folder(world_name: str) -> str:
    """Where a world's model artifacts are in every store."""
    return f"{PUBLIC_PREFIX}/{world_name}"


def snapshots_folder(world_name: str) -> str:
    """Where a world's training inputs are in S3, which shows them to nobody else."""
    return f"{SNAPSHOTS_PREFIX}/{world_name}"
