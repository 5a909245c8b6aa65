"""MLflow's role owns its databases, and comes into no other."""

import secrets
from collections.abc import Iterator
from dataclasses import replace

import psycopg
import pytest

from mlops.local.database_setup import APPLICATION_ROLE
from mlops.local.postgres import OWNER_ROLE, PostgresServer
from mlops.local.tracking_databases import (
    AUTH_DATABASE,
    CONNECTIONS_MAX,
    MLFLOW_ROLE,
    TrackingDatabases,
)
from tests.conftest import AWKWARD, Database

WORLD = "candor_roles"


@pytest.fixture
def databases(postgres_cluster: PostgresServer) -> Iterator[TrackingDatabases]:
    """Those of a world that has none yet."""
    one = TrackingDatabases(
        postgres_cluster.url(OWNER_ROLE, "postgres"), WORLD, f"{AWKWARD}{secrets.token_urlsafe(32)}"
    )
    for name in (one.runs, AUTH_DATABASE):
        postgres_cluster.drop_database(name)
    yield one
    postgres_cluster.drop_database(one.runs)


def scalar(url: str, query: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(query.encode()).fetchone()
        return row[0] if row else None


def test_it_may_do_anything_in_its_own(databases: TrackingDatabases) -> None:
    databases.prepare()
    for name in (databases.runs, AUTH_DATABASE):
        with psycopg.connect(databases.url(name), autocommit=True) as connection:
            connection.execute("CREATE TABLE t (id serial, name text)")
            connection.execute("ALTER TABLE t ADD COLUMN more text")
            connection.execute("DROP TABLE t")


@pytest.mark.usefixtures("database")
def test_it_comes_into_no_other_database(databases: TrackingDatabases) -> None:
    databases.prepare()
    names = ("candor_test", "postgres", "template1")
    for name in names:
        with pytest.raises(psycopg.OperationalError, match="does not have CONNECT privilege"):
            psycopg.connect(databases.url(name))
    open_to_it = scalar(
        databases.url(databases.runs),
        "SELECT string_agg(datname, ',' ORDER BY datname) FROM pg_database"
        " WHERE datallowconn AND has_database_privilege(oid, 'CONNECT')",
    )
    assert open_to_it == f"{AUTH_DATABASE},{databases.runs}"


def test_a_world_made_later_is_closed_to_it_from_its_next_start(
    databases: TrackingDatabases, postgres_cluster: PostgresServer
) -> None:
    databases.prepare()
    postgres_cluster.create_database("candor_later")
    databases.prepare()
    with pytest.raises(psycopg.OperationalError, match="does not have CONNECT privilege"):
        psycopg.connect(databases.url("candor_later"))
    assert scalar(postgres_cluster.url(APPLICATION_ROLE, "candor_later"), "SELECT 1") == 1
    postgres_cluster.drop_database("candor_later")


def test_it_becomes_nobody_else_and_makes_nothing_for_others(databases: TrackingDatabases) -> None:
    databases.prepare()
    refused = (
        f"SET ROLE {OWNER_ROLE}",
        f"SET ROLE {APPLICATION_ROLE}",
        f"SET SESSION AUTHORIZATION {OWNER_ROLE}",
        f"GRANT {OWNER_ROLE} TO {MLFLOW_ROLE}",
        f"ALTER ROLE {MLFLOW_ROLE} SUPERUSER",
        "CREATE ROLE another",
        "CREATE DATABASE another",
        "CREATE EXTENSION dblink",
        "COPY (SELECT 1) TO PROGRAM 'true'",
        "SELECT pg_read_file('PG_VERSION')",
        "SELECT rolpassword FROM pg_authid",
    )
    with psycopg.connect(databases.url(databases.runs), autocommit=True) as connection:
        for statement in refused:
            with pytest.raises(
                (psycopg.errors.InsufficientPrivilege, psycopg.errors.FeatureNotSupported)
            ):
                connection.execute(statement.encode())
        row = connection.execute(
            "SELECT rolconnlimit, rolsuper, rolcreatedb, rolcreaterole, rolbypassrls,"
            " (SELECT count(*) FROM pg_auth_members WHERE member = oid)"
            " FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
    assert row == (CONNECTIONS_MAX, False, False, False, False, 0)


def test_the_application_keeps_its_world_and_has_nothing_of_mlflows(
    databases: TrackingDatabases, database: Database, postgres_cluster: PostgresServer
) -> None:
    databases.prepare()
    assert scalar(database.app_url, "SELECT count(*) FROM slot_entry") == 0
    for name in (databases.runs, AUTH_DATABASE):
        with pytest.raises(psycopg.OperationalError, match="does not have CONNECT privilege"):
            psycopg.connect(postgres_cluster.url(APPLICATION_ROLE, name))


def test_databases_that_were_the_owners_are_handed_over_with_all_that_is_in_them(
    databases: TrackingDatabases, postgres_cluster: PostgresServer
) -> None:
    for name in (databases.runs, AUTH_DATABASE):
        postgres_cluster.create_database(name)
        with psycopg.connect(postgres_cluster.url(OWNER_ROLE, name), autocommit=True) as owner:
            owner.execute(b"CREATE TABLE old (id serial PRIMARY KEY, name text)")
            owner.execute(b"INSERT INTO old (name) VALUES ('kept')")
            owner.execute(b"CREATE VIEW seen AS SELECT name FROM old")
            owner.execute(b"CREATE SEQUENCE alone")
            owner.execute(b"CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'")
    databases.prepare()
    for name in (databases.runs, AUTH_DATABASE):
        with psycopg.connect(databases.url(name), autocommit=True) as connection:
            assert connection.execute("SELECT name FROM old").fetchall() == [("kept",)]
            connection.execute("INSERT INTO old (name) VALUES ('new')")
            connection.execute("ALTER TABLE old ADD COLUMN more text")
            connection.execute("SELECT name, nextval('alone'), one() FROM seen")
            connection.execute("DROP FUNCTION one")
            left = connection.execute(
                "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
                " AND relowner <> current_user::regrole"
            ).fetchall()
            assert left == []
    databases.prepare()


def test_a_lost_password_is_replaced_by_the_one_of_the_state_folder(
    databases: TrackingDatabases,
) -> None:
    databases.prepare()
    other = replace(databases, password="n" * 32)
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(other.url(other.runs))
    other.prepare()
    assert scalar(other.url(other.runs), "SELECT 1") == 1
    assert databases.password not in repr(databases)
