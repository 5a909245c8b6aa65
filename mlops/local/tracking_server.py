"""The MLflow server as a process of its own, in an environment of its own."""

from dataclasses import dataclass, field
from pathlib import Path

from mlops.local.api_server import checked_out_commit
from mlops.local.free_port import LOOPBACK
from mlops.local.process import Command
from mlops.local.s3 import ACCESS_KEY_ID, BUCKET, S3Server
from mlops.local.settings import REPOSITORY
from mlops.local.tracking_databases import AUTH_DATABASE, TrackingDatabases
from mlops.tracking.config import TrackingConfig
from mlops.tracking.probe import is_well

ADMIN = "candor-admin"
INSTALL = Command((str(REPOSITORY / "mlops/tracking/install.sh"),), cwd=REPOSITORY)
PYTHON = REPOSITORY / ".venv-tracking/bin/python"


def artifacts_prefix(world: str) -> str:
    """Where a world's artifacts are in the local bucket: not under its public prefix."""
    return f"mlflow/{world}"


@dataclass(frozen=True, slots=True)
class TrackingServer:
    """MLflow on one loopback port, its databases in the local PostgreSQL.

    Artifacts go to the local S3 server, where there is none to the folder or `s3://` URI
    of `elsewhere`, with keys and endpoint from the environment. `folder_before` is where
    they were before there was S3.
    """

    port: int
    databases: TrackingDatabases
    s3: S3Server | None
    folder_before: Path
    admin_password: str = field(repr=False)
    session_secret: str = field(repr=False)
    elsewhere: str = ""
    users: str = field(default="", repr=False)

    @property
    def url(self) -> str:
        """Where the server is, for browsers and clients."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def artifacts(self) -> str:
        """Where artifacts go."""
        if self.s3 is None:
            return self.elsewhere
        return f"s3://{BUCKET}/{artifacts_prefix(self.databases.world)}"

    def prepare(self) -> None:
        """Make its role and databases, and its folder where artifacts are kept in one."""
        self.databases.prepare()
        if "://" not in self.artifacts:
            Path(self.artifacts).mkdir(parents=True, exist_ok=True)

    def config(self) -> TrackingConfig:
        """What it is told."""
        hosts = f"{LOOPBACK}:{self.port},localhost:{self.port}"
        return TrackingConfig(
            mlflow_backend_url=self.databases.url(self.databases.runs),
            mlflow_auth_url=self.databases.url(AUTH_DATABASE),
            mlflow_artifacts=self.artifacts,
            mlflow_admin_username=ADMIN,
            mlflow_admin_password=self.admin_password,
            mlflow_session_secret=self.session_secret,
            mlflow_allowed_hosts=hosts,
            mlflow_cors_origins=",".join(f"http://{host}" for host in hosts.split(",")),
            mlflow_users=self.users,
            host=LOOPBACK,
            port=str(self.port),
        )

    def command(self) -> Command:
        """How to run it in the foreground, behind everything that readers wait for."""
        return Command(
            ("nice", "-n", "10", str(PYTHON), "-m", "mlops.tracking.serve"),
            cwd=REPOSITORY,
            env={
                **self.config().environment(),
                **self._s3_environment(),
                "CANDOR_COMMIT": checked_out_commit(),
            },
        )

    def is_ready(self) -> bool:
        """Whether it lets its admin in and reads its database."""
        return is_well(self.url, ADMIN, self.admin_password)

    def _s3_environment(self) -> dict[str, str]:
        """As boto3 and MLflow read it."""
        if self.s3 is None:
            return {}
        return {
            "MLFLOW_S3_ENDPOINT_URL": self.s3.url,
            "AWS_ACCESS_KEY_ID": ACCESS_KEY_ID,
            "AWS_SECRET_ACCESS_KEY": self.s3.secret,
            "AWS_SESSION_TOKEN": "",  # nobody's own
            "AWS_DEFAULT_REGION": "auto",
        }
