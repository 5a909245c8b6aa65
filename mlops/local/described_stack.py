"""The stack that the environment describes: in a container nobody's child started it."""

import os
from urllib.parse import parse_qs, urlsplit

from pydantic import Field, HttpUrl, SecretStr

from functions.domain.errors import InvalidInput
from functions.environment import read_settings as read_environment
from mlops.local.settings import read_settings
from mlops.local.stack_record import RunningStack
from mlops.local.state_folder import StateFolder
from mlops.local.tracking_start import Stage
from mlops.local.world_choice import choose_world
from mlops.operations import OperationsSettings


class DescribedSettings(OperationsSettings):
    """What operating an environment takes, where its API is reached from inside, too."""

    api_url: HttpUrl = Field(description="The API, without the gateway.")
    public_url: HttpUrl = Field(description="Where users reach the page.")
    s3_endpoint_url: HttpUrl = Field(description="The S3 server.")
    mlflow_database_password: SecretStr = Field(description="Of MLflow's own role.")
    mail_url: HttpUrl | None = Field(None, description="The inbox of the mail sink.")


def described_stack() -> RunningStack:
    """The stack of this environment; InvalidInput that names what is missing from it."""
    given = read_environment(DescribedSettings)
    local = read_settings()
    world = choose_world(local)
    database_url = given.database_url.get_secret_value()
    if urlsplit(database_url).path != f"/{world.name}":
        raise InvalidInput(
            f"DATABASE_URL names another database than {world.name}, the world that"
            " CANDOR_MODE and CANDOR_SEED ask for; make the environment anew with"
            " `make compose-env`"
        )
    cloudinary = urlsplit(given.cloudinary_url.get_secret_value())
    return RunningStack(
        pid=os.getpid(),
        page_url=_text(given.public_url),
        api_url=_text(given.api_url),
        cron_secret=given.cron_secret.get_secret_value(),
        metrics_token=_secret(given.metrics_token),
        ledger_signing_key=_secret(given.ledger_signing_key),
        calendar_url="",
        watch_token=_secret(given.watch_token),
        mail_url=_text(given.mail_url) if given.mail_url else "",
        prometheus_url=_text(given.prometheus_url) if given.prometheus_url else "",
        prometheus_password=_secret(given.prometheus_password),
        alertmanager_url=_text(given.alertmanager_url) if given.alertmanager_url else "",
        watcher_url="",
        database_url=database_url,
        owner_database_url=given.database_owner_url.get_secret_value(),
        upstash_url=_text(given.upstash_redis_rest_url),
        upstash_token=given.upstash_redis_rest_token.get_secret_value(),
        s3_url=_text(given.s3_endpoint_url),
        s3_secret=given.aws_secret_access_key.get_secret_value(),
        cloudinary_url=parse_qs(cloudinary.query).get("upload_prefix", [""])[0],
        cloudinary_secret=cloudinary.password or "",
        artifact_urls=[_text(url) for url in given.artifact_urls],
        objects_dir=str(given.objects_dir),
        outbox_dir=str(StateFolder(local.state).outbox(world.name)),
        mlflow_url=_text(given.mlflow_tracking_uri) if given.mlflow_tracking_uri else "",
        mlflow_password=_secret(given.mlflow_tracking_password),
        mlflow_database_password=given.mlflow_database_password.get_secret_value(),
        mlflow_stage=(Stage.UP if given.mlflow_tracking_uri else Stage.OFF).value,
        mode=world.mode,
        source=world.source,
        name=world.name,
        history=str(world.history) if world.history else None,
        seed=world.seed,
        venues_url=_text(given.venues_url) if given.venues_url else None,
        seconds_per_hour=local.seconds_per_hour,
        ports={},
    )


def _text(url: HttpUrl) -> str:
    return str(url).rstrip("/")


def _secret(given: SecretStr | None) -> str:
    return given.get_secret_value() if given else ""
