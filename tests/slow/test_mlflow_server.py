"""The real MLflow server as it is deployed: on Render, for several users, with S3 behind it."""

import os
import secrets
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import psycopg
import pytest

from mlops.local.api_server import checked_out_commit
from mlops.local.free_port import free_port
from mlops.local.postgres import OWNER_ROLE, PostgresServer
from mlops.local.process import running as serving
from mlops.local.s3 import BUCKET, PublicBucketServer, S3Server
from mlops.local.tracking_artifacts import move_artifacts
from mlops.local.tracking_databases import AUTH_DATABASE, MLFLOW_ROLE
from mlops.local.tracking_server import artifacts_prefix
from mlops.tracking.probe import accepted_defaults
from tests.slow.conftest import Say
from tests.slow.mlflow_server import READY_S_MAX, Mlflow, installed_mlflow, is_let_in, url_of

pytestmark = pytest.mark.slow
WORLD = "candor_served"
LARGE = os.urandom(1024) * 24 * 1024
"""24 MB: boto3 sends what is larger than 8 MB in parts."""

RENDER_HOST = "candor-mlflow.onrender.com"
PASSWORDS = {name: secrets.token_urlsafe(32) for name in ("viewer", "trainer", "leaver")}
AS_IT_WAS = f"""
    DO $$ DECLARE name text; BEGIN
        EXECUTE format('ALTER DATABASE %I OWNER TO {OWNER_ROLE}', current_database());
        FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
            EXECUTE format('ALTER TABLE public.%I OWNER TO {OWNER_ROLE}', name);
        END LOOP;
    END $$
"""
"""All is the cluster owner's, before there was a role of MLflow's own."""

API = "/api/2.0/mlflow"
FILES = "/api/2.0/mlflow-artifacts/artifacts"


def users(**roles: str) -> str:
    return ",".join(f"{name}:{PASSWORDS[name]}:{role}" for name, role in roles.items())


@pytest.fixture(scope="module")
def stopped(postgres_cluster: PostgresServer, s3: S3Server, server_folder: Path) -> Mlflow:
    return installed_mlflow(postgres_cluster, s3, server_folder, WORLD)


def user(name: str) -> tuple[str, str]:
    return name, PASSWORDS[name]


def artifact_path(mlflow: Mlflow, run_id: str) -> str:
    uri: str = mlflow.get("runs/get", run_id=run_id)["run"]["info"]["artifact_uri"]
    assert uri.startswith("mlflow-artifacts:/")
    return uri.removeprefix("mlflow-artifacts:/")


def new_run(mlflow: Mlflow) -> str:
    """A run of the writer's, in an experiment of the admin's."""
    name = {"name": secrets.token_hex(8)}
    made = mlflow.ask("POST", f"{API}/experiments/create", mlflow.admin, json=name)
    experiment = {"experiment_id": made.raise_for_status().json()["experiment_id"]}
    run = mlflow.ask("POST", f"{API}/runs/create", user("trainer"), json=experiment)
    run_id: str = run.raise_for_status().json()["run"]["info"]["run_id"]
    return run_id


def test_who_leaves_the_secret_is_unknown_and_what_lay_in_a_folder_is_in_s3_at_the_next_start(
    stopped: Mlflow, s3: S3Server, server_folder: Path
) -> None:
    before, folder = user("trainer"), stopped.server.folder_before
    in_folder = replace(stopped.server, s3=None, elsewhere=str(folder))
    in_folder.prepare()
    old = replace(stopped, server=in_folder)
    with old.running(MLFLOW_USERS=users(viewer="read", trainer="write", leaver="read")):
        assert is_let_in(old, user("leaver"))
        run_id = new_run(old)
        url = f"{FILES}/{artifact_path(old, run_id)}/card.md"
        old.ask("PUT", url, before, content=b"from the folder").raise_for_status()

    for database in (stopped.server.databases.runs, AUTH_DATABASE):
        with psycopg.connect(url_of(stopped, database), autocommit=True) as owner:
            owner.execute(AS_IT_WAS.encode())
    stopped.server.prepare()

    assert move_artifacts(folder, s3.home / BUCKET / artifacts_prefix(WORLD)) == 1
    PASSWORDS["trainer"] = secrets.token_urlsafe(32)
    started_after = replace(s3, port=free_port())
    new = replace(stopped, server=replace(stopped.server, s3=started_after))
    with (
        (server_folder / "s3-after.log").open("wb") as log,
        serving(started_after.command(), log, started_after.is_ready, READY_S_MAX),
        new.running(MLFLOW_USERS=users(viewer="read", trainer="read")),
    ):
        assert new.artifact(run_id, "card.md") == b"from the folder"
        assert is_let_in(new, user("viewer"))
        assert is_let_in(new, user("trainer"))
        assert not is_let_in(new, user("leaver"))
        assert not is_let_in(new, before)
        refused = new.ask("POST", f"{API}/experiments/create", user("trainer"), json={"name": "no"})
        assert refused.status_code == 403


@pytest.fixture(scope="module")
def mlflow(stopped: Mlflow) -> Iterator[Mlflow]:
    """The server with what Render adds to the environment, and three users."""
    render = {
        "RENDER_EXTERNAL_HOSTNAME": RENDER_HOST,
        "MLFLOW_CORS_ORIGINS": f"https://{RENDER_HOST}",
        "HOST": "0.0.0.0",
        "MLFLOW_USERS": users(viewer="read", trainer="write", leaver="read"),
        "MLFLOW_BACKEND_URL": f"{stopped.server.config().mlflow_backend_url}?sslmode=prefer",
    }
    with stopped.running(**render):
        yield stopped


@pytest.fixture(scope="module")
def run_id(mlflow: Mlflow) -> str:
    """A run that is there to be read."""
    return new_run(mlflow)


def test_a_large_artifact_goes_to_s3_and_comes_back_and_can_be_deleted(
    mlflow: Mlflow, run_id: str, s3: S3Server, s3_public: PublicBucketServer, say: Say
) -> None:
    where = f"{artifact_path(mlflow, run_id)}/large/noise.bin"
    url = f"{FILES}/{where}"
    mlflow.ask("PUT", url, user("trainer"), content=LARGE).raise_for_status()
    listed = mlflow.get("artifacts/list", run_id=run_id, path="large")["files"]
    assert [(one["path"], int(one["file_size"])) for one in listed] == [
        ("large/noise.bin", len(LARGE))
    ]
    assert mlflow.artifact(run_id, "large/noise.bin") == LARGE
    key = f"{artifacts_prefix(WORLD)}/{where}"
    assert (s3.home / BUCKET / key).read_bytes() == LARGE
    say(f"MLflow at most {mlflow.memory_mb('VmHWM')} MB with an artifact of 24 MB")

    for public in (key, f"models/../{key}", f"models/%2e%2e/{key}", "mlflow/", ""):
        assert httpx.get(f"{s3_public.url}/{public}").status_code == 404
    assert httpx.get(f"{s3.url}/{BUCKET}/{key}").is_client_error  # who does not sign
    assert httpx.get(f"{mlflow.server.url}{url}").status_code == 401

    mlflow.ask("DELETE", url, user("trainer")).raise_for_status()
    assert not (s3.home / BUCKET / key).exists()
    assert "files" not in mlflow.get("artifacts/list", run_id=run_id, path="large")
    assert not mlflow.ask("GET", url, mlflow.admin).is_success  # MLflow's word for it is 500


def test_it_connects_as_its_own_role_only(mlflow: Mlflow, run_id: str) -> None:
    assert run_id
    rows = mlflow.sql(
        "postgres",
        "SELECT DISTINCT usename FROM pg_stat_activity"
        f" WHERE datname IN ('{mlflow.server.databases.runs}', '{AUTH_DATABASE}')",
    )
    assert rows == [(MLFLOW_ROLE,)]


def test_its_health_is_asked_without_waking_a_database(mlflow: Mlflow) -> None:
    asked = "SELECT pg_stat_clear_snapshot(), max(query_start) FROM pg_stat_activity WHERE usename"
    asked = f"{asked} = '{MLFLOW_ROLE}'"
    is_let_in(mlflow, mlflow.admin)
    before = mlflow.sql("postgres", asked)
    for _ in range(100):
        # Render asks by an address, not by the name.
        answer = httpx.get(f"{mlflow.server.url}/health", headers={"Host": "10.1.2.3:10000"})
        assert (answer.status_code, answer.text) == (200, "OK")
    assert checked_out_commit() in httpx.get(f"{mlflow.server.url}/version").text
    assert mlflow.sql("postgres", asked) == before
    assert is_let_in(mlflow, mlflow.admin)
    assert mlflow.sql("postgres", asked) != before  # so the check would see one


def test_it_answers_under_the_name_that_render_gives_it(mlflow: Mlflow) -> None:
    new = {"name": f"from-{secrets.token_hex(4)}"}
    own = {"Host": RENDER_HOST, "Origin": f"https://{RENDER_HOST}"}
    for headers, status in (
        (own, 200),
        (own | {"Origin": "https://evil.example"}, 403),
        (own | {"Host": "other.onrender.com"}, 403),
    ):
        path = f"{API}/experiments/create"
        answer = mlflow.ask("POST", path, mlflow.admin, json=new, headers=headers)
        assert answer.status_code == status


def test_nobody_comes_in_without_a_generated_password_or_from_another_host_or_page(
    mlflow: Mlflow,
) -> None:
    read, write = "/api/2.0/mlflow/experiments/search?max_results=1", "/api/2.0/mlflow/experiments"
    assert mlflow.ask("GET", read, mlflow.admin).status_code == 200
    assert httpx.get(mlflow.server.url + read).status_code == 401
    assert httpx.get(mlflow.server.url).status_code == 401
    assert accepted_defaults(mlflow.server.url) == []
    assert not is_let_in(mlflow, (mlflow.admin[0], "wrong"))
    stranger = mlflow.ask("GET", read, mlflow.admin, headers={"Host": "evil.example"})
    assert stranger.status_code == 403
    foreign = mlflow.ask(
        "POST", f"{write}/create", mlflow.admin,
        headers={"Origin": "https://evil.example"}, json={"name": "planted"},
    )  # fmt: skip
    assert foreign.status_code == 403


def test_a_reader_sees_all_and_changes_nothing(mlflow: Mlflow, run_id: str) -> None:
    viewer = user("viewer")
    run = mlflow.get("runs/get", run_id=run_id)["run"]["info"]
    search = {"experiment_ids": [run["experiment_id"]]}
    found = mlflow.ask("POST", f"{API}/runs/search", viewer, json=search)
    assert run_id in [run["info"]["run_id"] for run in found.json()["runs"]]
    assert mlflow.ask("GET", f"{API}/runs/get?run_id={run_id}", viewer).status_code == 200
    assert mlflow.ask("GET", f"{API}/artifacts/list?run_id={run_id}", viewer).status_code == 200
    file = f"{FILES}/{artifact_path(mlflow, run_id)}/planted"
    changes: tuple[tuple[str, str, dict[str, object]], ...] = (
        ("POST", f"{API}/experiments/create", {"name": "planted"}),
        ("POST", f"{API}/runs/create", {"experiment_id": run["experiment_id"]}),
        ("POST", f"{API}/runs/set-tag", {"run_id": run_id, "key": "a", "value": "b"}),
        ("POST", f"{API}/runs/delete", {"run_id": run_id}),
        ("POST", f"{API}/registered-models/create", {"name": "planted"}),
        ("PATCH", f"{API}/users/update-admin", {"username": "viewer", "is_admin": True}),
        ("PATCH", f"{API}/users/update-password", {"username": "viewer", "password": "n" * 32}),
        ("PUT", file, {"bytes": 1}),
    )
    for method, path, body in changes:
        answer = mlflow.ask(method, path, viewer, json=body)
        assert (path, answer.status_code) == (path, 403)


def test_a_writer_trains_and_administers_nobody(mlflow: Mlflow, run_id: str) -> None:
    trainer = user("trainer")
    tag = {"run_id": run_id, "key": "a", "value": "b"}
    assert mlflow.ask("POST", f"{API}/runs/set-tag", trainer, json=tag).status_code == 200
    model = {"name": "written"}
    made = mlflow.ask("POST", f"{API}/registered-models/create", trainer, json=model)
    assert made.status_code == 200
    for method, path, body in (
        ("PATCH", "users/update-admin", {"username": "trainer", "is_admin": True}),
        ("POST", "users/create", {"username": "friend", "password": "f" * 32}),
        ("DELETE", "users/delete", {"username": "viewer"}),
    ):
        answer = mlflow.ask(method, f"{API}/{path}", trainer, json=body)
        assert (path, answer.status_code) == (path, 403)
