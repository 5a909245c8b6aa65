"""The API as a process of its own, with the environment a deployment would give it."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from functions.domain.world import Mode
from mlops.local.free_port import LOOPBACK
from mlops.local.process import Command
from mlops.local.ready import answers
from mlops.local.settings import REPOSITORY
from mlops.local.uvicorn_command import uvicorn_command


@dataclass(frozen=True, slots=True)
class ApiServer:
    """`api.index:app` on one loopback port."""

    port: int
    database_url: str
    upstash_url: str
    upstash_token: str
    cron_secret: str
    mode: Mode
    cache_prefix: str
    objects_dir: Path
    venues_url: str = ""
    artifact_urls: tuple[str, ...] = ()
    app: str = "api.index:app"
    metrics_token: str = ""
    ledger_signing_key: str = ""
    watch_token: str = ""

    @property
    def url(self) -> str:
        """Where the API is, without the gateway."""
        return f"http://{LOOPBACK}:{self.port}"

    def environment(self) -> dict[str, str]:
        """The settings of the serving function."""
        return {
            "CANDOR_ENV": "development",
            "DATABASE_URL": self.database_url,
            "UPSTASH_REDIS_REST_URL": self.upstash_url,
            "UPSTASH_REDIS_REST_TOKEN": self.upstash_token,
            "CRON_SECRET": self.cron_secret,
            "CANDOR_MODE": self.mode.value,
            "CACHE_PREFIX": self.cache_prefix,
            "OBJECTS_DIR": str(self.objects_dir),
            "ARTIFACT_URLS": ",".join(self.artifact_urls),
            "CANDOR_COMMIT": checked_out_commit(),
            "LOG_LEVEL": "debug",
            **({"METRICS_TOKEN": self.metrics_token} if self.metrics_token else {}),
            **({"WATCH_TOKEN": self.watch_token} if self.watch_token else {}),
            **({"LEDGER_SIGNING_KEY": self.ledger_signing_key} if self.ledger_signing_key else {}),
            **({"VENUES_URL": self.venues_url} if self.venues_url else {}),
        }

    def command(self) -> Command:
        """How to run the server in the foreground."""
        return uvicorn_command(
            self.app, self.port, self.environment(), access_log=True, behind_gateway=True
        )

    def is_ready(self) -> bool:
        """Whether the API says of itself that it is well."""
        return answers(f"{self.url}/api/health")


def checked_out_commit() -> str:
    """The commit in the checkout, `-dirty` with changes on top; empty where git cannot say."""
    try:
        commit = _git("rev-parse", "HEAD")
        return f"{commit}-dirty" if _git("status", "--porcelain") else commit
    except (OSError, subprocess.CalledProcessError):
        return ""


def _git(*arguments: str) -> str:
    done = subprocess.run(
        ("git", *arguments), cwd=REPOSITORY, capture_output=True, check=True, text=True
    )
    return done.stdout.strip()
