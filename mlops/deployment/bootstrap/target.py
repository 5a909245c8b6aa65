"""An environment as `candor bootstrap` reaches it: from its settings to its services and stores."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from functions.adapters.system import SystemClock
from functions.bootstrap import Bootstrapped, bootstrap
from functions.domain.errors import InvalidInput
from functions.domain.world import Mode
from functions.environment import read_settings
from functions.ports.objects import ObjectStore
from mlops.configuration.env_file import given_settings
from mlops.local.database_setup import APPLICATION_ROLE
from mlops.local.s3 import PUBLIC_PREFIX, SNAPSHOTS_PREFIX
from mlops.local.settings import read_state_path
from mlops.operations import OperationsSettings
from mlops.training.logbook import Logbook
from mlops.training.outbox import Outbox
from mlops.training.tracking import MlflowTracker

CLOUDINARY_API = "https://api.cloudinary.com"
SNAPSHOTS = "s3 snapshots"
"""Name of the store of training's input, which serving never reads."""


def read_target(environment: str, env_file: Path) -> "Target":
    """The environment that a file of settings describes; no variable of this process is read.

    Raises InvalidInput that names every wrong setting.
    """
    target = Target(read_settings(OperationsSettings, given_settings(environment, env_file)))
    target.check(environment)
    return target


@dataclass(frozen=True, slots=True)
class Target:
    """One environment's settings, and what follows from them."""

    settings: OperationsSettings

    @property
    def name(self) -> str:
        """`staging` or `production`."""
        return self.settings.candor_env

    @property
    def owner_url(self) -> str:
        """The owner's connection string."""
        return self.settings.database_owner_url.get_secret_value()

    @property
    def application_url(self) -> str:
        """The application's connection string."""
        return self.settings.database_url.get_secret_value()

    @property
    def source(self) -> str:
        """Where the world's candles come from, for ever."""
        return "venues" if self.settings.venues_url is None else "venues:emulated"

    @property
    def models_folder(self) -> str:
        """Where its model artifacts lie in every store."""
        return f"{PUBLIC_PREFIX}/{self.name}"

    @property
    def outbox(self) -> Outbox:
        """Where its trainings wait for MLflow, on this machine."""
        return Outbox(read_state_path() / "environments" / self.name / "outbox")

    def check(self, environment: str) -> None:
        """Refuse settings that are another environment's, or would make no live world."""
        wrong = [sentence for is_wrong, sentence in self._rules(environment) if is_wrong]
        if wrong:
            raise InvalidInput("\n".join(wrong))

    def _rules(self, environment: str) -> Iterator[tuple[bool, str]]:
        settings, database = self.settings, urlsplit(self.application_url)
        yield (
            settings.candor_env != environment,
            (
                f"CANDOR_ENV is {settings.candor_env}, and --env says {environment};"
                " these are another environment's settings"
            ),
        )
        yield (
            settings.candor_mode is not Mode.LIVE,
            "CANDOR_MODE is not live; `make up` opens replays and simulations",
        )
        yield (
            database.username != APPLICATION_ROLE,
            (
                f"DATABASE_URL is of the role {database.username}; write {APPLICATION_ROLE}, which"
                " may add to the record and nothing else, and a password of your own making"
            ),
        )
        yield not database.password, "DATABASE_URL has no password"
        yield not settings.artifact_urls, "ARTIFACT_URLS is not set: serving would find no model"
        for url in map(str, settings.artifact_urls):
            yield (
                not url.rstrip("/").endswith(f"/{self.models_folder}"),
                f"ARTIFACT_URLS: {url} does not end with /{self.models_folder}",
            )
        yield not self._cloudinary().hostname, "CLOUDINARY_URL is not cloudinary://KEY:SECRET@CLOUD"

    @asynccontextmanager
    async def services(self) -> AsyncIterator[Bootstrapped]:
        """What serves there, built once more for this process."""
        given = bootstrap(self.settings)
        try:
            yield given
        finally:
            await given.close()

    @asynccontextmanager
    async def stores(self) -> AsyncIterator[dict[str, ObjectStore]]:
        """Cloudinary and S3 with model artifacts, and S3 with training's input, by name."""
        from mlops.storage.cloudinary_store import CloudinaryAccount, CloudinaryObjects
        from mlops.storage.s3 import S3Account, S3Objects

        settings, url = self.settings, self._cloudinary()
        api = parse_qs(url.query).get("upload_prefix", [CLOUDINARY_API])[0]
        account = CloudinaryAccount(
            str(url.hostname), unquote(url.username or ""), unquote(url.password or ""), api
        )
        cloudinary = CloudinaryObjects(account, self.models_folder)
        bucket = S3Account(
            settings.s3_bucket,
            settings.aws_access_key_id,
            settings.aws_secret_access_key.get_secret_value(),
            str(settings.s3_endpoint_url) if settings.s3_endpoint_url else None,
            settings.aws_region,
            settings.aws_session_token.get_secret_value() if settings.aws_session_token else None,
        )
        s3 = S3Objects(bucket, self.models_folder)
        snapshots = S3Objects(bucket, f"{SNAPSHOTS_PREFIX}/{self.name}")
        try:
            yield {"cloudinary": cloudinary, "s3": s3, SNAPSHOTS: snapshots}
        finally:
            await cloudinary.close()
            await s3.close()
            await snapshots.close()

    def tracker(self) -> MlflowTracker:
        """MLflow, whose address is empty where none was named."""
        settings = self.settings
        password = settings.mlflow_tracking_password
        return MlflowTracker(
            str(settings.mlflow_tracking_uri or "").rstrip("/"),
            settings.mlflow_tracking_username,
            password.get_secret_value() if password else "",
        )

    def logbook(self) -> Logbook:
        """Its trainings on their way to MLflow."""
        return Logbook(
            f"candor_{self.name}", self.source, self.outbox, self.tracker(), SystemClock().now
        )

    def _cloudinary(self) -> SplitResult:
        return urlsplit(self.settings.cloudinary_url.get_secret_value())
