"""`candor bootstrap` on real servers: one command from an empty database to a live world."""

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from functions.domain.world import Mode
from mlops.cli import main
from mlops.local.emulators.cloudinary.server import CloudinaryServer
from mlops.local.emulators.upstash.server import UpstashServer
from mlops.local.emulators.venues.server import VenuesServer
from mlops.local.free_port import free_port
from mlops.local.postgres import OWNER_ROLE, PostgresServer
from mlops.local.process import running
from mlops.local.s3 import PublicBucketServer, S3Server
from mlops.local.settings import REPOSITORY
from tests.mlops.deployment.bootstrap.environment import Servers, Staging

READY_S_MAX = 30
DAYS = 130
KILLED_AFTER_S = {"migrations": 0.0, "world": 0.0, "history": 0.4, "first model": 0.2}
"""Into the step; the role is the session's and there already."""
COMMAND = (
    sys.executable,
    "-m",
    "mlops.cli",
    "bootstrap",
    "--env",
    "development",
    "--days",
    str(DAYS),
)


@pytest.fixture(scope="module")
def servers(
    postgres_cluster: PostgresServer,
    upstash: UpstashServer,
    cloudinary: CloudinaryServer,
    s3: S3Server,
    s3_public: PublicBucketServer,
    server_folder: Path,
) -> Iterator[Servers]:
    """Every vendor, the venues telling the simulated market in step with the clock."""
    venues = VenuesServer(free_port(), "", Mode.LIVE, seed=1)
    with (
        (server_folder / "venues-bootstrap.log").open("wb") as log,
        running(venues.command(), log, venues.is_ready, READY_S_MAX),
    ):
        yield Servers(postgres_cluster, upstash, cloudinary, s3, s3_public, venues)


@pytest.fixture
def staging(servers: Servers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Staging]:
    """An environment whose database is empty; dropped afterwards."""
    one = Staging(servers, tmp_path)
    servers.postgres.create_database(one.database)
    with psycopg.connect(servers.postgres.url(OWNER_ROLE, one.database)) as owner:
        # As the SQL of docs/training.md leaves it.
        owner.execute(f"REVOKE ALL ON DATABASE {one.database} FROM PUBLIC".encode())
    monkeypatch.setenv("CANDOR_STATE", str(tmp_path / "state"))
    yield one
    servers.postgres.drop_database(one.database)


def run(env_file: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """The command, to its end."""
    words = (*COMMAND, "--env-file", str(env_file), *more)
    return subprocess.run(words, cwd=REPOSITORY, capture_output=True, text=True, check=False)


def count(staging: Staging, table: str) -> int:
    """Rows of a table, as the owner sees them."""
    with psycopg.connect(staging.servers.postgres.url(OWNER_ROLE, staging.database)) as owner:
        row = owner.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()
    assert row
    return int(row[0])


def tables(staging: Staging) -> int:
    """How many tables there are."""
    return count(staging, "pg_tables WHERE schemaname = 'public'")


def test_a_dry_run_says_each_step_and_changes_nothing(staging: Staging) -> None:
    done = run(staging.write(), "--dry-run")
    assert done.returncode == 0, done.stderr
    assert "[2/7] migrations: would apply 0001_record.sql" in done.stdout
    assert "[3/7] world: would open the live world of venues:emulated, for ever" in done.stdout
    assert f"[4/7] history: would ask the venues for {DAYS} days" in done.stdout
    assert "[7/7] announced slots: would announce" in done.stdout
    assert tables(staging) == 0


@pytest.mark.slow  # a dozen bootstraps
def test_killed_again_and_again_it_goes_on_and_a_finished_one_does_nothing_more(
    staging: Staging,
) -> None:
    env_file = staging.write()
    kills = 0
    for title, delay_s in KILLED_AFTER_S.items():
        process = subprocess.Popen(
            (*COMMAND, "--env-file", str(env_file)),
            cwd=REPOSITORY,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert process.stdout
        with process.stdout:
            for line in process.stdout:
                if f"] {title}: " in line and "done already" not in line:
                    time.sleep(delay_s)
                    process.kill()
                    kills += 1
                    break
        process.wait()
    assert kills == len(KILLED_AFTER_S)

    last = run(env_file)
    assert last.returncode == 0, last.stderr
    assert "Live: slots are announced, from " in last.stdout
    # The emulated venues lie at times, and two of them that disagree settle nothing.
    hours = "SELECT open_time FROM consensus_candle UNION SELECT open_time FROM venue_quarantine"
    assert count(staging, f"({hours}) AS heard") >= DAYS * 24
    assert count(staging, "model_version") == 1
    assert count(staging, "promotion") == 1
    assert staging.snapshots() == {"snapshots/development"}
    assert count(staging, "schedule") == 4
    with psycopg.connect(staging.servers.postgres.url(OWNER_ROLE, staging.database)) as owner:
        [first] = owner.execute("SELECT DISTINCT valid_from FROM schedule").fetchall()
    assert timedelta(0) < first[0] - datetime.now(UTC) <= timedelta(hours=1)

    entries = count(staging, "ledger_entry")
    again = run(env_file)
    assert again.returncode == 0, again.stderr
    for step in ("application role", "migrations", "world", "history", "first model"):
        assert f"{step}: done already" in again.stdout
    assert "announced slots: done already" in again.stdout
    assert count(staging, "ledger_entry") == entries


def test_the_database_of_another_world_is_refused_before_anything_is_written(
    staging: Staging,
) -> None:
    with psycopg.connect(staging.servers.postgres.url(OWNER_ROLE, staging.database)) as owner:
        owner.execute("CREATE TABLE world (mode text, source text)")
        owner.execute("INSERT INTO world VALUES ('simulated', 'simulated:seed-1')")
    done = run(staging.write())
    assert done.returncode == 1
    assert "this database is the simulated world of simulated:seed-1 for ever" in done.stderr
    assert tables(staging) == 1


def test_a_database_with_tables_of_others_is_refused(staging: Staging) -> None:
    with psycopg.connect(staging.servers.postgres.url(OWNER_ROLE, staging.database)) as owner:
        owner.execute("CREATE TABLE customers (name text)")
    done = run(staging.write())
    assert done.returncode == 1
    assert "none of them is ours; give Candor an empty one" in done.stderr
    assert tables(staging) == 1


def test_a_vendor_that_refuses_stops_it_before_anything_is_written(staging: Staging) -> None:
    done = run(staging.write(AWS_SECRET_ACCESS_KEY=secrets.token_urlsafe(32)))
    assert done.returncode == 1
    assert "Error: not well: s3" in done.stderr
    assert tables(staging) == 0


def test_artifacts_that_readers_would_not_find_stop_it(staging: Staging) -> None:
    nowhere = f"{staging.servers.s3_public.url}/elsewhere/models/development"
    done = run(staging.write(ARTIFACT_URLS=nowhere))
    assert done.returncode == 1
    assert f"not well: reading {nowhere}" in done.stderr


def test_the_role_gets_the_password_of_database_url_when_it_has_another(staging: Staging) -> None:
    postgres = staging.servers.postgres
    role = f"candor_app:{quote(secrets.token_urlsafe(32))}"
    changed = f"postgresql://{role}@127.0.0.1:{postgres.port}/{staging.database}"
    try:
        done = run(staging.write(DATABASE_URL=changed), "--dry-run")
        assert "[1/7] application role: would let candor_app in" in done.stdout
        from mlops.deployment.bootstrap.database import Database

        database = Database(postgres.url(OWNER_ROLE, staging.database), changed)
        assert not database.application_may_connect()
        database.set_application_password()
        assert database.application_may_connect()
    finally:
        Database(
            postgres.url(OWNER_ROLE, staging.database), postgres.url("candor_app", staging.database)
        ).set_application_password()


WRONG = [
    ({"CANDOR_ENV": "staging", "VENUES_URL": ""}, "UPSTASH_REDIS_REST_URL"),
    ({"CANDOR_MODE": "replay"}, "CANDOR_MODE is not live"),
    ({"DATABASE_URL": "postgresql://owner:x@127.0.0.1/x"}, "DATABASE_URL is of the role owner"),
    ({"DATABASE_URL": "postgresql://candor_app@127.0.0.1/x"}, "DATABASE_URL"),
    ({"ARTIFACT_URLS": ""}, "ARTIFACT_URLS is not set"),
    (
        {"ARTIFACT_URLS": "http://127.0.0.1/models/production"},
        "does not end with /models/development",
    ),
    ({"CLOUDINARY_URL": "key:secret"}, "CLOUDINARY_URL"),
    ({"MLFLOW_TRACKING_URI": "http://127.0.0.1:9"}, "MLFLOW_TRACKING_PASSWORD is not set"),
    ({"S3_BUCKET": ""}, "S3_BUCKET is not set"),
    ({"CRON_SECRET": "short"}, "CRON_SECRET"),
]


@pytest.mark.parametrize(("changed", "sentence"), WRONG, ids=[row[1] for row in WRONG])
def test_wrong_settings_are_named_before_anybody_is_asked(
    staging: Staging,
    changed: dict[str, str],
    sentence: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert not {name for name in changed if name in os.environ}
    with pytest.raises(SystemExit) as ended:
        main(["bootstrap", "--env", "development", "--env-file", str(staging.write(**changed))])
    assert ended.value.code == 1
    assert sentence in capsys.readouterr().err


def test_the_settings_of_another_environment_are_refused(
    staging: Staging, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["bootstrap", "--env", "production", "--env-file", str(staging.write())])
    assert "CANDOR_ENV is development, and --env says production" in capsys.readouterr().err


def test_a_file_of_settings_that_is_not_there_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["bootstrap", "--env", "development", "--env-file", str(tmp_path / ".env.staging")])
    assert "there is no " in capsys.readouterr().err
