"""The MLflow server as a process of its own, in an environment of its own."""

from dataclasses import dataclass, field
from pathlib import Path

from mlops.local.free_port import LOOPBACK
from mlops.local.postgres import OWNER_ROLE, PostgresServer
from mlops.local.process import Command
from mlops.local.settings import REPOSITORY
from mlops.tracking.config import TrackingConfig
from mlops.tracking.probe import is_well

AUTH_DATABASE = "candor_mlflow_auth"
ADMIN = "candor-admin"
INSTALL = Command((str(REPOSITORY / "mlops/tracking/install.sh"),), cwd=REPOSITORY)
PYTHON = REPOSITORY / ".venv-tracking/bin/python"


def tracking_database(world: str) -> str:
    """The database of a world's runs."""
    return f"{world}_mlflow"


@dataclass(frozen=True, slots=True)
class TrackingServer:
    """MLflow on one loopback port, its databases in the local PostgreSQL.

    `artifacts` is a folder or an `s3://` URI.
    """

    port: int
    postgres: PostgresServer
    artifacts: str
    world: str
    admin_password: str = field(repr=False)
    session_secret: str = field(repr=False)

    @property
    def url(self) -> str:
        """Where the server is, for browsers and clients."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def database(self) -> str:
        """Its own, and one a world: runs of a simulated market never stand beside live ones."""
        return tracking_database(self.world)

    def prepare(self) -> None:
        """Make its databases, and its folder where artifacts are kept in one."""
        for name in (self.database, AUTH_DATABASE):
            self.postgres.create_database(name)
        if "://" not in self.artifacts:
            Path(self.artifacts).mkdir(parents=True, exist_ok=True)

    def config(self) -> TrackingConfig:
        """What it is told."""
        hosts = f"{LOOPBACK}:{self.port},localhost:{self.port}"
        return TrackingConfig(
            mlflow_backend_url=self.postgres.url(OWNER_ROLE, self.database),
            mlflow_auth_url=self.postgres.url(OWNER_ROLE, AUTH_DATABASE),
            mlflow_artifacts=self.artifacts,
            mlflow_admin_username=ADMIN,
            mlflow_admin_password=self.admin_password,
            mlflow_session_secret=self.session_secret,
            mlflow_allowed_hosts=hosts,
            mlflow_cors_origins=",".join(f"http://{host}" for host in hosts.split(",")),
            host=LOOPBACK,
            port=str(self.port),
        )

    def command(self) -> Command:
        """How to run it in the foreground, behind everything that readers wait for."""
        return Command(
            ("nice", "-n", "10", str(PYTHON), "-m", "mlops.tracking.serve"),
            cwd=REPOSITORY,
            env=self.config().environment(),
        )

    def is_ready(self) -> bool:
        """Whether it lets its admin in and reads its database."""
        return is_well(self.url, ADMIN, self.admin_password)
