"""A database with no register yet."""

from collections.abc import Iterator

import psycopg
import pytest

from mlops.local.postgres import OWNER_ROLE, PostgresServer

DATABASE = "candor_secrets"


@pytest.fixture(scope="session")
def secrets_database(postgres_cluster: PostgresServer) -> Iterator[str]:
    """The owner's address of a database of its own."""
    postgres_cluster.create_database(DATABASE)
    yield postgres_cluster.url(OWNER_ROLE, DATABASE)
    postgres_cluster.drop_database(DATABASE)


@pytest.fixture
def register_url(secrets_database: str) -> str:
    """The same, without the register of an earlier test: it cannot be emptied, only dropped."""
    with psycopg.connect(secrets_database) as connection:
        connection.execute("SET client_min_messages = warning")
        connection.execute("DROP SCHEMA IF EXISTS release CASCADE")
    return secrets_database
