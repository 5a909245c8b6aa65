"""What the MLflow server is told: read from the environment, checked, turned into its words.

Standard library only: it runs in the server's own environment (requirements/tracking.txt).
"""

import configparser
import io
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Self

from functions.domain.errors import InvalidInput

SECRET_LENGTH_MIN = 32
DEFAULT_CREDENTIALS = (
    ("admin", "password1234"),
    ("admin", "password"),
    ("admin", "admin"),
    ("mlflow", "mlflow"),
)
"""What MLflow shipped for years, and what people type first."""

PLACEHOLDERS = ("changeme", "change-me", "placeholder", "example", "password", "xxxxxxxx")


@dataclass(frozen=True, slots=True)
class TrackingConfig:
    """One server; each field is the environment variable of its name in capitals.

    `mlflow_artifacts` is a folder or `s3://bucket/prefix`; S3's endpoint and keys stay in
    the variables boto3 and MLflow read themselves (MLFLOW_S3_ENDPOINT_URL, AWS_…).
    `mlflow_allowed_hosts` and `mlflow_cors_origins` are lists with commas.
    """

    mlflow_backend_url: str = field(repr=False)
    mlflow_auth_url: str = field(repr=False)
    mlflow_artifacts: str
    mlflow_admin_username: str
    mlflow_admin_password: str = field(repr=False)
    mlflow_session_secret: str = field(repr=False)
    mlflow_allowed_hosts: str
    mlflow_cors_origins: str
    host: str
    port: str

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Self:
        """The configuration; InvalidInput that names what is missing or must not be."""
        names = [one.name for one in fields(cls)]
        if missing := [name.upper() for name in names if not environ.get(name.upper())]:
            raise InvalidInput(f"not set: {', '.join(missing)}")
        config = cls(**{name: environ[name.upper()] for name in names})
        _check_secret("MLFLOW_ADMIN_PASSWORD", config.mlflow_admin_password)
        _check_secret("MLFLOW_SESSION_SECRET", config.mlflow_session_secret)
        for name in ("mlflow_allowed_hosts", "mlflow_cors_origins"):
            if "*" in getattr(config, name):
                raise InvalidInput(f"{name.upper()} names hosts; '*' lets every page in")
        return config

    def environment(self) -> dict[str, str]:
        """As variables, for the process that serves."""
        return {one.name.upper(): getattr(self, one.name) for one in fields(self)}

    def arguments(self) -> list[str]:
        """The words after `mlflow`. One worker: each takes 230 MB, and training logs once."""
        return [
            "server",
            "--app-name", "basic-auth",
            "--backend-store-uri", _driver(self.mlflow_backend_url),
            "--artifacts-destination", self.mlflow_artifacts,
            "--host", self.host,
            "--port", self.port,
            "--workers", "1",
            "--allowed-hosts", self.mlflow_allowed_hosts,
            "--cors-allowed-origins", self.mlflow_cors_origins,
            "--uvicorn-opts", "--log-level warning --timeout-graceful-shutdown 1",
        ]  # fmt: skip

    def mlflow_environment(self, auth_config_path: str) -> dict[str, str]:
        """Settings that MLflow takes from its environment only."""
        return {
            "MLFLOW_AUTH_CONFIG_PATH": auth_config_path,
            "MLFLOW_AUTH_ADMIN_USERNAME": self.mlflow_admin_username,
            "MLFLOW_AUTH_ADMIN_PASSWORD": self.mlflow_admin_password,
            "MLFLOW_FLASK_SERVER_SECRET_KEY": self.mlflow_session_secret,
            # Its consumers take 1.8 GB and do what nobody here asks for.
            "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false",
            "MLFLOW_DISABLE_TELEMETRY": "true",
            "DO_NOT_TRACK": "true",
            # A pool that keeps nothing open lets a suspended database sleep.
            "MLFLOW_SQLALCHEMYSTORE_POOL_SIZE": "2",
            "MLFLOW_SQLALCHEMYSTORE_MAX_OVERFLOW": "4",
            # glibc gives each thread an arena of its own, which one worker need not have.
            "MALLOC_ARENA_MAX": "2",
        }

    def auth_ini(self) -> str:
        """The file basic auth reads: who is not admin may read what they are shown."""
        config = configparser.RawConfigParser()
        config["mlflow"] = {
            "default_permission": "READ",
            # MLflow reads the file with interpolation, for which a % is written twice.
            "database_uri": _driver(self.mlflow_auth_url).replace("%", "%%"),
            "authorization_function": "mlflow.server.auth:authenticate_request_basic_auth",
        }
        text = io.StringIO()
        config.write(text)
        return text.getvalue()


def _driver(url: str) -> str:
    """The URL with the driver that is installed for it."""
    return url.replace("postgresql://", "postgresql+psycopg2://", 1)


def _check_secret(name: str, secret: str) -> None:
    known = {password for _, password in DEFAULT_CREDENTIALS}
    if secret.lower() in known or any(word in secret.lower() for word in PLACEHOLDERS):
        raise InvalidInput(f"{name} is a default or a placeholder; generate a random one")
    if len(secret) < SECRET_LENGTH_MIN:
        raise InvalidInput(f"{name} needs at least {SECRET_LENGTH_MIN} characters")
