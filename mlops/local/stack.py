"""The servers of the local stack, wired to each other."""

import os
from dataclasses import dataclass
from pathlib import Path

from functions.domain.world import Mode
from mlops.local.api_server import ApiServer
from mlops.local.database_setup import APPLICATION_ROLE
from mlops.local.emulators.calendar.server import CalendarServer
from mlops.local.emulators.cloudinary.server import CloudinaryServer
from mlops.local.emulators.upstash.server import UpstashServer
from mlops.local.emulators.venues.server import VenuesServer
from mlops.local.free_port import LOOPBACK
from mlops.local.gateway_server import GatewayServer
from mlops.local.ledger_key import ledger_key
from mlops.local.postgres import OWNER_ROLE, PostgresServer, choose_home
from mlops.local.s3 import PUBLIC_PREFIX, SNAPSHOTS_PREFIX, PublicBucketServer, S3Server
from mlops.local.settings import LocalSettings
from mlops.local.stack_record import RunningStack
from mlops.local.state_folder import Secrets, StateFolder
from mlops.local.supervisor import Server
from mlops.local.tracking_databases import TrackingDatabases
from mlops.local.tracking_server import TrackingServer
from mlops.local.tracking_start import Stage
from mlops.local.valkey import ValkeyServer
from mlops.local.world_choice import SEED_DEFAULT, WorldChoice

SERVICE_PORTS = (
    "api", "postgres", "valkey", "upstash", "cloudinary", "s3", "s3-public", "calendar", "venues",
    "mlflow",
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
    outbox_dir: Path
    world: WorldChoice
    seconds_per_hour: float
    venues: VenuesServer | None = None

    def servers(self) -> dict[str, Server]:
        """The servers by name, in the order of the table."""
        beside: dict[str, Server] = {"mlflow": self.mlflow} if self.mlflow else {}
        return self.core() | beside

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
        }

    def record(self, mlflow_stage: Stage = Stage.OFF) -> RunningStack:
        """What other commands need to know."""
        mlflow = self.mlflow
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
            },
        )


def models_folder(world_name: str) -> str:
    """Where a world's model artifacts are in every store."""
    return f"{PUBLIC_PREFIX}/{world_name}"


def snapshots_folder(world_name: str) -> str:
    """Where a world's training inputs are in S3, which shows them to nobody else."""
    return f"{SNAPSHOTS_PREFIX}/{world_name}"


def build_stack(
    settings: LocalSettings,
    world: WorldChoice,
    state: StateFolder,
    ports: dict[str, int],
    secrets: Secrets,
) -> LocalStack:
    """The stack of one world on the given ports; starts nothing."""
    postgres = PostgresServer(
        choose_home(state.path),
        ports["postgres"],
        secrets.owner_password,
        secrets.application_password,
    )
    upstash = UpstashServer(
        ports["upstash"], ports["valkey"], secrets.valkey_password, secrets.upstash_token
    )
    venues = _venues(world, postgres, ports) if world.emulated_venues else None
    cloudinary = CloudinaryServer(
        state.path / "cloudinary", ports["cloudinary"], secrets.cloudinary_secret
    )
    s3 = S3Server(state.path / "s3", ports["s3"], secrets.s3_secret)
    s3_public = PublicBucketServer(s3.home, ports["s3-public"])
    folder = models_folder(world.name)
    api = ApiServer(
        port=ports["api"],
        database_url=postgres.url(APPLICATION_ROLE, world.name),
        upstash_url=upstash.url,
        upstash_token=upstash.token,
        cron_secret=secrets.cron_secret,
        metrics_token=secrets.metrics_token,
        ledger_signing_key=ledger_key(secrets.ledger_secret, world.name),
        mode=world.mode,
        cache_prefix=world.name,
        objects_dir=state.objects(world.name),
        venues_url=venues.url if venues else "",
        artifact_urls=(cloudinary.public_url(folder), f"{s3_public.url}/{folder}"),
    )
    return LocalStack(
        postgres=postgres,
        valkey=ValkeyServer(state.path / "valkey", ports["valkey"], secrets.valkey_password),
        upstash=upstash,
        cloudinary=cloudinary,
        s3=s3,
        s3_public=s3_public,
        calendar=CalendarServer(state.path / "calendar", ports["calendar"]),
        api=api,
        page=GatewayServer(ports["page"], api.port),
        mlflow=_mlflow(settings, world, state, ports, secrets, postgres, s3),
        outbox_dir=state.outbox(world.name),
        world=world,
        seconds_per_hour=settings.seconds_per_hour,
        venues=venues,
    )


def _venues(world: WorldChoice, postgres: PostgresServer, ports: dict[str, int]) -> VenuesServer:
    """Venues that tell a history by its world's clock, a live world the simulated market."""
    return VenuesServer(
        port=ports["venues"],
        database_url=postgres.url(APPLICATION_ROLE, world.name),
        mode=world.mode,
        seed=SEED_DEFAULT if world.mode is Mode.LIVE else None,
    )


def _mlflow(
    settings: LocalSettings,
    world: WorldChoice,
    state: StateFolder,
    ports: dict[str, int],
    secrets: Secrets,
    postgres: PostgresServer,
    s3: S3Server,
) -> TrackingServer | None:
    """The MLflow server of a world; None where it was not asked for when the stack started."""
    if not settings.mlflow or "mlflow" not in ports:
        return None
    chosen = settings.mlflow_artifacts
    return TrackingServer(
        port=ports["mlflow"],
        databases=TrackingDatabases(
            postgres.url(OWNER_ROLE, world.name), world.name, secrets.mlflow_database_password
        ),
        s3=None if chosen else s3,
        elsewhere=chosen,
        folder_before=state.mlflow_artifacts(world.name),
        admin_password=secrets.mlflow_password,
        session_secret=secrets.mlflow_session_secret,
        users=settings.mlflow_users,
    )
