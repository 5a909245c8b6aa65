"""Data come into a new environment with real PostgreSQL, an S3 server and Cloudinary's emulator."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from functions.adapters.ed25519.signer import new_signing_key
from functions.domain.errors import CandorError, InvalidInput
from functions.environment import read_settings
from mlops.deployment.bootstrap.target import Target
from mlops.environments.copy import has_world
from mlops.environments.data import bring_data
from mlops.local.emulators.cloudinary.server import CloudinaryServer
from mlops.local.emulators.upstash.server import UpstashServer
from mlops.local.postgres import PostgresServer
from mlops.local.s3 import BUCKET, PublicBucketServer, S3Server
from mlops.operations import OperationsSettings
from tests.conftest import Database
from tests.functions.jobs.rig import ARTIFACT, Rig
from tests.mlops.deployment.bootstrap.environment import FOLDER, Servers, Staging

THEIRS = "models/theirs"


@pytest.fixture
def staging(
    postgres_cluster: PostgresServer,
    upstash: UpstashServer,
    cloudinary: CloudinaryServer,
    s3: S3Server,
    s3_public: PublicBucketServer,
    tmp_path: Path,
) -> Iterator[dict[str, str]]:
    """The settings of an environment whose database is empty."""
    venues = cast("Any", SimpleNamespace(url="http://127.0.0.1:1"))
    servers = Servers(postgres_cluster, upstash, cloudinary, s3, s3_public, venues)
    one = Staging(servers, tmp_path)
    postgres_cluster.create_database(one.database)
    key = new_signing_key("staging.candor.test/ledger", bytes(range(32)))
    yield one.settings() | {"LEDGER_SIGNING_KEY": str(key)}
    postgres_cluster.drop_database(one.database)


def operations(settings: dict[str, str], **changed: str) -> OperationsSettings:
    return read_settings(OperationsSettings, {**settings, **changed})


async def test_the_promoted_model_comes_first_and_everything_only_once(
    source: Rig, database: Database, staging: dict[str, str], s3: S3Server,
    s3_public: PublicBucketServer,
) -> None:  # fmt: skip
    digest = (await source.make_champion()).digest.removeprefix("sha256:")
    where = f"sha256/{digest[:2]}/{digest}"
    theirs = operations(
        staging, DATABASE_URL=database.app_url, ARTIFACT_URLS=f"{s3_public.url}/{THEIRS}"
    )
    target, said = Target(operations(staging)), list[str]()
    with pytest.raises(CandorError):
        await bring_data(target, theirs, said.append)
    assert not has_world(target.owner_url)
    file = s3.home / BUCKET / THEIRS / where
    file.parent.mkdir(parents=True)
    file.write_bytes(ARTIFACT)
    await bring_data(target, theirs, said.append)
    assert (s3.home / BUCKET / FOLDER / where).read_bytes() == ARTIFACT
    assert has_world(target.owner_url)
    async with target.services() as given:
        assert await given.services.models.champion() is not None
        head = await given.services.ledger.head()
    assert said[-1].endswith(f"signed anew at {head.size}.")
    await bring_data(target, theirs, said.append)
    assert said[-1] == "It has a world already; nothing is copied into it."


async def test_nothing_is_copied_that_nobody_could_sign(staging: dict[str, str]) -> None:
    settings = operations(staging)
    target = Target(settings.model_copy(update={"ledger_signing_key": None}))
    with pytest.raises(InvalidInput, match="nobody could sign the copy"):
        await bring_data(target, settings, print)
