"""Builds the stack of one world, every server wired to the others; starts nothing."""

from functions.domain.world import Mode
from mlops.local.api_server import ApiServer
from mlops.local.database_setup import APPLICATION_ROLE
from mlops.local.emulators.calendar.server import CalendarServer
from mlops.local.emulators.cloudinary.server import CloudinaryServer
from mlops.local.emulators.upstash.server import UpstashServer
from mlops.local.emulators.venues.server import VenuesServer
from mlops.local.gateway_server import GatewayServer
from mlops.local.ledger_key import ledger_key
from mlops.local.postgres import OWNER_ROLE, PostgresServer, choose_home
from mlops.local.s3 import PublicBucketServer, S3Server
from mlops.local.settings import LocalSettings
from mlops.local.stack import LocalStack, models_folder
from mlops.local.state_folder import Secrets, StateFolder
from mlops.local.tracking_databases import TrackingDatabases
from mlops.local.tracking_server import TrackingServer
from mlops.local.valkey import ValkeyServer
from mlops.local.watching import MLFLOW_WATCHER, build_watching
from mlops.local.world_choice import SEED_DEFAULT, WorldChoice


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
    mlflow = _mlflow(settings, world, state, ports, secrets, postgres, s3)
    api = ApiServer(
        port=ports["api"],
        database_url=postgres.url(APPLICATION_ROLE, world.name),
        upstash_url=upstash.url,
        upstash_token=upstash.token,
        cron_secret=secrets.cron_secret,
        metrics_token=secrets.metrics_token,
        ledger_signing_key=ledger_key(secrets.ledger_secret, world.name),
        watch_token=secrets.watch_token,
        mode=world.mode,
        cache_prefix=world.name,
        objects_dir=state.objects(world.name),
        venues_url=venues.url if venues else "",
        artifact_urls=(cloudinary.public_url(folder), f"{s3_public.url}/{folder}"),
    )
    page = GatewayServer(ports["page"], api.port)
    return LocalStack(
        postgres=postgres,
        valkey=ValkeyServer(state.path / "valkey", ports["valkey"], secrets.valkey_password),
        upstash=upstash,
        cloudinary=cloudinary,
        s3=s3,
        s3_public=s3_public,
        calendar=CalendarServer(state.path / "calendar", ports["calendar"]),
        api=api,
        page=page,
        mlflow=mlflow,
        watching=(
            build_watching(page.url, mlflow, upstash, state, ports, secrets)
            if settings.monitoring and "mail" in ports
            else None
        ),
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
        users=f"{settings.mlflow_users} {MLFLOW_WATCHER}:{secrets.mlflow_watcher_password}:read",
    )
