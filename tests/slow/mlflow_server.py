"""A real MLflow server for the slow checks: started and stopped at will, and asked."""

import secrets
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import psycopg

from mlops.local.free_port import free_port
from mlops.local.postgres import OWNER_ROLE, PostgresServer
from mlops.local.process import running
from mlops.local.s3 import S3Server
from mlops.local.tracking_databases import TrackingDatabases
from mlops.local.tracking_server import ADMIN, INSTALL, TrackingServer
from mlops.tracking.probe import is_well
from mlops.training.tracking import MlflowTracker

READY_S_MAX = 240
ANSWER_S_MAX = 30


@dataclass
class Mlflow:
    """A server that can be stopped and started, and the API as its users see it."""

    server: TrackingServer
    folder: Path
    pid: int = 0

    @contextmanager
    def running(self, **environment: str) -> Iterator[None]:
        """Run it for the length of a block, with more in its environment."""
        command = self.server.command()
        command = replace(command, env={**command.env, **environment})
        with (
            (self.folder / "mlflow.log").open("ab") as log,
            running(command, log, self.server.is_ready, READY_S_MAX) as process,
        ):
            self.pid = process.pid
            yield

    @property
    def admin(self) -> tuple[str, str]:
        """Its credentials."""
        return ADMIN, self.server.admin_password

    @property
    def tracker(self) -> MlflowTracker:
        """The product's own client."""
        return MlflowTracker(self.server.url, *self.admin)

    def ask(self, method: str, path: str, user: tuple[str, str], **options: Any) -> httpx.Response:
        """One request as a user."""
        url = f"{self.server.url}{path}"
        return httpx.request(method, url, auth=user, timeout=ANSWER_S_MAX, **options)

    def get(self, path: str, /, **parameters: str) -> Any:
        """A read of the REST API as admin."""
        answer = self.ask("GET", f"/api/2.0/mlflow/{path}", self.admin, params=parameters)
        return answer.raise_for_status().json()

    def artifact(self, run_id: str, path: str) -> bytes:
        """A run's file, as the page downloads it."""
        parameters = {"run_id": run_id, "path": path}
        answer = self.ask("GET", "/get-artifact", self.admin, params=parameters)
        return answer.raise_for_status().content

    def memory_mb(self, name: str) -> int:
        """VmRSS or VmHWM (the most it ever was) of the server, which is one process."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(status.split(f"{name}:")[1].split()[0]) // 1024

    def sql(self, database: str, query: str) -> list[tuple[Any, ...]]:
        """Ask PostgreSQL as the cluster's owner."""
        with psycopg.connect(url_of(self, database)) as connection:
            return connection.execute(query.encode()).fetchall()


def installed_mlflow(postgres: PostgresServer, s3: S3Server, folder: Path, world: str) -> Mlflow:
    """A server with databases of its own and artifacts in S3, installed and not running."""
    subprocess.run(INSTALL.argv, cwd=INSTALL.cwd, check=True)
    server = TrackingServer(
        port=free_port(),
        databases=TrackingDatabases(
            postgres.url(OWNER_ROLE, "postgres"), world, secrets.token_urlsafe(32)
        ),
        s3=s3,
        folder_before=folder / world / "artifacts",
        admin_password=secrets.token_urlsafe(32),
        session_secret=secrets.token_urlsafe(32),
    )
    server.prepare()
    return Mlflow(server, folder)


def is_let_in(mlflow: Mlflow, user: tuple[str, str]) -> bool:
    """Whether a user may read."""
    return is_well(mlflow.server.url, *user)


def url_of(mlflow: Mlflow, database: str) -> str:
    """The cluster's owner in a database."""
    return urlsplit(mlflow.server.databases.owner_url)._replace(path=f"/{database}").geturl()
