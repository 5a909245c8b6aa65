"""Roles and databases of a PostgreSQL server, made by its owner wherever it runs."""

import psycopg
from psycopg import sql

APPLICATION_ROLE = "candor_app"


def create_application_role(connection: psycopg.Connection, password: str) -> None:
    """Create the role the API connects as, if it is not there: it may log in and nothing more."""
    known = connection.execute(
        "SELECT 1 FROM pg_roles WHERE rolname = %s", (APPLICATION_ROLE,)
    ).fetchone()
    if known is not None:
        return
    # Hashed here: a statement may end up in the server's log.
    verifier = connection.pgconn.encrypt_password(
        password.encode(), APPLICATION_ROLE.encode(), b"scram-sha-256"
    )
    connection.execute(
        sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(
            sql.Identifier(APPLICATION_ROLE), sql.Literal(verifier.decode())
        )
    )


def create_database(connection: psycopg.Connection, name: str) -> bool:
    """Create an empty database; False when there is one of this name already."""
    known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone()
    if known is None:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return known is None
