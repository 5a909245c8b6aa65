"""MLflow's databases and the role that owns them, apart from everything that is Candor's.

The server runs third-party code behind a port of its own: what it is told to do with its
connection must not reach the record.
"""

from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

import psycopg
from psycopg import sql

from mlops.local.database_setup import APPLICATION_ROLE, create_database

MLFLOW_ROLE = "candor_mlflow"
AUTH_DATABASE = "candor_mlflow_auth"
CONNECT_S_MAX = 5
CONNECTIONS_MAX = 20
"""Of the cluster's 50: a server that leaks them takes none of the API's."""


@dataclass(frozen=True, slots=True)
class TrackingDatabases:
    """One database a world, one of users for all, and the role that may enter no other.

    `owner_url` leads the cluster's owner into any of its databases.
    """

    owner_url: str = field(repr=False)
    world: str
    password: str = field(repr=False)

    @property
    def runs(self) -> str:
        """Its own, and one a world: runs of a simulated market never stand beside live ones."""
        return f"{self.world}_mlflow"

    def url(self, database: str) -> str:
        """Connection string of the role."""
        parts = urlsplit(self.owner_url)
        host = parts.netloc.rpartition("@")[2]
        userinfo = f"{MLFLOW_ROLE}:{quote(self.password, safe='')}"
        return parts._replace(netloc=f"{userinfo}@{host}", path=f"/{database}").geturl()

    def prepare(self) -> None:
        """Make role and databases, and hand over what the owner made in them before.

        Every database of the cluster is closed to the role first, so that there is no
        moment at which it may enter a world.
        """
        with self._owner("postgres") as connection:
            close_to_strangers(connection)
            _set_role(connection, self.password)
            for database in (self.runs, AUTH_DATABASE):
                create_database(connection, database)
        for database in (self.runs, AUTH_DATABASE):
            with self._owner(database) as connection:
                _hand_over(connection, database)

    def _owner(self, database: str) -> psycopg.Connection:
        url = urlsplit(self.owner_url)._replace(path=f"/{database}").geturl()
        return psycopg.connect(url, autocommit=True, connect_timeout=CONNECT_S_MAX)


def close_to_strangers(connection: psycopg.Connection) -> None:
    """Let only the application's role into the databases of the role that is connected.

    PostgreSQL lets every role into every database unless told otherwise.
    """
    rows = connection.execute(
        """
        SELECT datname, pg_get_userbyid(datdba) = current_user FROM pg_database
        WHERE datname <> 'template0'
        """
    ).fetchall()
    for database, is_own in rows:
        name = sql.Identifier(database)
        connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
        if is_own:
            connection.execute(
                sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(
                    name, sql.Identifier(APPLICATION_ROLE)
                )
            )


def _set_role(connection: psycopg.Connection, password: str) -> None:
    """Create the role, or set one that is there to what it must be."""
    known = connection.execute(
        "SELECT 1 FROM pg_roles WHERE rolname = %s", (MLFLOW_ROLE,)
    ).fetchone()
    if known is None:
        connection.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(MLFLOW_ROLE)))
    # Hashed here: a statement may end up in the server's log.
    verifier = connection.pgconn.encrypt_password(
        password.encode(), MLFLOW_ROLE.encode(), b"scram-sha-256"
    )
    connection.execute(
        sql.SQL(
            "ALTER ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
            " CONNECTION LIMIT {} PASSWORD {}"
        ).format(
            sql.Identifier(MLFLOW_ROLE),
            sql.Literal(CONNECTIONS_MAX),
            sql.Literal(verifier.decode()),
        )
    )


def _hand_over(connection: psycopg.Connection, database: str) -> None:
    """Make the role the owner of the connected database and of all that is in it.

    REASSIGN OWNED would do it from any other owner, but refuses the cluster's first role.
    """
    role, name = sql.Identifier(MLFLOW_ROLE), sql.Identifier(database)
    with connection.transaction():
        connection.execute(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(name, role))
        # The application's grant is from when it was the owner's.
        connection.execute(
            sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC, {}").format(
                name, sql.Identifier(APPLICATION_ROLE)
            )
        )
        # Indexes and a table's own sequences follow it.
        rows = connection.execute(
            """
            SELECT format('TABLE public.%%I', relname) FROM pg_class
            WHERE relnamespace = 'public'::regnamespace AND relowner <> %(role)s::regrole
                AND relkind IN ('r', 'p', 'v', 'S') AND NOT (relkind = 'S' AND EXISTS
                    (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype IN ('a', 'i')))
            UNION ALL
            SELECT format('ROUTINE %%s', oid::regprocedure) FROM pg_proc
            WHERE pronamespace = 'public'::regnamespace AND proowner <> %(role)s::regrole
            """,
            {"role": MLFLOW_ROLE},
        ).fetchall()
        for (thing,) in rows:  # quoted by the server; TABLE means views and sequences, too
            connection.execute(sql.SQL("ALTER {} OWNER TO {}").format(sql.SQL(thing), role))
