"""What the MLflow server is told: read from the environment, checked, turned into its words.

Standard library only: it runs in the server's own environment (requirements/tracking.txt).
"""

import configparser
import io
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Self

from functions.domain.errors import InvalidInput
from mlops.tracking.secrets import check_secret
from mlops.tracking.users import User, parse_users

OPTIONAL = {"MLFLOW_USERS": "", "HOST": "0.0.0.0", "PORT": "5000"}  # noqa: S104 - a container
LOGIN_REMEMBERED_S = 300
"""In the server's memory; a restart, with which secrets change, forgets it."""

SCHEMES = ("postgresql://", "postgres://")
RENDER_HOST = "RENDER_EXTERNAL_HOSTNAME"
"""Set by Render: the name under which the world reaches the service."""


@dataclass(frozen=True, slots=True)
class TrackingConfig:
    """One server; each field is the environment variable of its name in capitals.

    `mlflow_artifacts` is a folder or `s3://bucket/prefix`; S3's endpoint and keys stay in
    the variables boto3 and MLflow read themselves (MLFLOW_S3_ENDPOINT_URL, AWS_…).
    `mlflow_allowed_hosts` and `mlflow_cors_origins` are lists with commas; on Render both
    hold the service's own name, and without the latter there are the hosts over HTTPS.
    `mlflow_users` is as mlops.tracking.users reads it.
    """

    mlflow_backend_url: str = field(repr=False)
    mlflow_auth_url: str = field(repr=False)
    mlflow_artifacts: str
    mlflow_admin_username: str
    mlflow_admin_password: str = field(repr=False)
    mlflow_session_secret: str = field(repr=False)
    mlflow_allowed_hosts: str
    mlflow_cors_origins: str
    mlflow_users: str = field(repr=False)
    host: str
    port: str

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Self:
        """The configuration; InvalidInput that names what is missing or must not be."""
        given = OPTIONAL | {name: value for name, value in environ.items() if value}
        hosts = _words(given.get("MLFLOW_ALLOWED_HOSTS", "")) + _words(given.get(RENDER_HOST, ""))
        origins = _words(given.get("MLFLOW_CORS_ORIGINS", ""))
        given["MLFLOW_ALLOWED_HOSTS"] = ",".join(dict.fromkeys(hosts))
        given["MLFLOW_CORS_ORIGINS"] = ",".join(origins or [f"https://{host}" for host in hosts])
        names = [one.name for one in fields(cls)]
        if missing := [
            name.upper()
            for name in names
            if name.upper() not in OPTIONAL and not given.get(name.upper())
        ]:
            raise InvalidInput(f"not set: {', '.join(missing)}")
        config = cls(**{name: given[name.upper()] for name in names})
        config._check()
        return config

    def _check(self) -> None:
        check_secret("MLFLOW_ADMIN_PASSWORD", self.mlflow_admin_password)
        check_secret("MLFLOW_SESSION_SECRET", self.mlflow_session_secret)
        for name in ("mlflow_allowed_hosts", "mlflow_cors_origins"):
            if "*" in getattr(self, name):
                raise InvalidInput(f"{name.upper()} names hosts; '*' lets every page in")
        for name in ("mlflow_backend_url", "mlflow_auth_url"):
            if not getattr(self, name).startswith(SCHEMES):
                raise InvalidInput(f"{name.upper()} is a postgresql:// URL")
        if not (self.port.isascii() and self.port.isdigit() and 0 < int(self.port) < 65536):
            raise InvalidInput(f"PORT is a whole number from 1 to 65535, not {self.port!r}")
        self.users()

    def users(self) -> tuple[User, ...]:
        """Who may come in beside the admin."""
        return parse_users(self.mlflow_users, self.mlflow_admin_username)

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
            # Sessions kept open keep no database awake that suspends itself, only queries do.
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
            # A password's hash takes 32 MB and 0.1 s: not again for each of a page's requests.
            "auth_cache_ttl_seconds": str(LOGIN_REMEMBERED_S),
            "authorization_function": "mlops.tracking.authorize:authorize",
        }
        text = io.StringIO()
        config.write(text)
        return text.getvalue()


def _driver(url: str) -> str:
    """The URL with the driver that is installed for it."""
    return "postgresql+psycopg2://" + url.partition("://")[2]


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]
