"""The SQL of docs/training.md does elsewhere what `make up` does here."""

import re
from collections.abc import Iterator

import psycopg
import pytest

from mlops.local.database_setup import APPLICATION_ROLE
from mlops.local.free_port import LOOPBACK
from mlops.local.postgres import OWNER_ROLE, PostgresServer
from mlops.local.settings import REPOSITORY

NAMES = {"candor_mlflow": "doc_mlflow", "DATABASE candor": "DATABASE doc_world"}
PASSWORD = "k3ephd8sl2m4n6b8v0c1x3z5a7s9d1f3"
HOST_OWNER = "doc_owner"
"""As with a vendor: it may create roles and databases, and is no superuser."""


def statements() -> list[str]:
    """Those of the page, with other names."""
    [text] = re.findall(
        r"```sql\n(.*?)```", (REPOSITORY / "docs/training.md").read_text(), re.DOTALL
    )
    for name, other in NAMES.items():
        text = text.replace(name, other)
    text = re.sub(r"--[^\n]*", "", text.replace("…", PASSWORD))
    return [one.strip() for one in text.split(";") if one.strip()]


@pytest.fixture
def owner_url(postgres_cluster: PostgresServer) -> Iterator[str]:
    """A world of a host's owner."""
    drop = [f"DROP DATABASE IF EXISTS {name}" for name in
            ("doc_world", "doc_mlflow", "doc_mlflow_auth")]  # fmt: skip
    drop += [f"DROP ROLE IF EXISTS {name}" for name in ("doc_mlflow", HOST_OWNER)]
    with psycopg.connect(
        postgres_cluster.url(OWNER_ROLE, "postgres"), autocommit=True
    ) as connection:
        for statement in (
            f"CREATE ROLE {HOST_OWNER} LOGIN CREATEROLE CREATEDB PASSWORD '{PASSWORD}'",
            f"CREATE DATABASE doc_world OWNER {HOST_OWNER}",
        ):
            connection.execute(statement.encode())
        yield url(postgres_cluster, HOST_OWNER, "doc_world")
        for statement in drop:
            connection.execute(statement.encode())


def url(postgres: PostgresServer, role: str, database: str) -> str:
    return f"postgresql://{role}:{PASSWORD}@{LOOPBACK}:{postgres.port}/{database}"


def test_the_role_owns_its_databases_and_enters_no_other(
    owner_url: str, postgres_cluster: PostgresServer
) -> None:
    found = statements()
    assert len(found) >= 7
    assert not any(APPLICATION_ROLE in one for one in found)
    with psycopg.connect(owner_url, autocommit=True) as connection:
        for statement in found:
            connection.execute(statement.encode())
        # Of the record's database the page only takes away; `candor bootstrap` lets in.
        connection.execute(f"GRANT CONNECT ON DATABASE doc_world TO {APPLICATION_ROLE}".encode())
    for database in ("doc_mlflow", "doc_mlflow_auth"):
        role_url = url(postgres_cluster, "doc_mlflow", database)
        with psycopg.connect(role_url, autocommit=True) as connection:
            connection.execute("CREATE TABLE t (x int)")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(f"SET ROLE {HOST_OWNER}".encode())
    with pytest.raises(psycopg.OperationalError, match="does not have CONNECT privilege"):
        psycopg.connect(url(postgres_cluster, "doc_mlflow", "doc_world"))
    with psycopg.connect(postgres_cluster.url(APPLICATION_ROLE, "doc_world")):
        pass
    with pytest.raises(psycopg.OperationalError, match="does not have CONNECT privilege"):
        psycopg.connect(postgres_cluster.url(APPLICATION_ROLE, "doc_mlflow"))
