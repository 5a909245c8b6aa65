"""What `candor bootstrap` asks of an environment's database as its owner."""

from urllib.parse import unquote, urlsplit

import psycopg
from psycopg import sql

from functions.adapters.postgres.migrate import migrations
from functions.adapters.postgres.world_owner import WorldOwner
from functions.domain.errors import InvalidInput, VendorUnavailable, WorldMismatch
from functions.domain.world import Mode

VENDOR = "postgres"
CONNECT_TIMEOUT_S = 15
"""A suspended Neon wakes within seconds."""


class Database:
    """One database, as its owner and as the application."""

    def __init__(self, owner_url: str, application_url: str) -> None:
        self._owner_url = owner_url
        self._application_url = application_url
        parts = urlsplit(application_url)
        self._role = unquote(parts.username or "")
        self._password = unquote(parts.password or "")

    def answers(self) -> None:
        """Raises VendorUnavailable when the owner cannot connect."""
        with self._owner() as connection:
            connection.execute("SELECT 1")

    def check_world(self, source: str) -> bool:
        """Whether the live world of a source is open. Raises WorldMismatch for any other."""
        with self._owner() as connection:
            known = connection.execute("SELECT to_regclass('public.world')").fetchone()
            foreign = connection.execute(
                "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
            ).fetchone()
        if known is None or known[0] is None:
            if foreign and foreign[0] > 0 and not self._has_migrations():
                raise WorldMismatch(
                    "this database has tables and none of them is ours; give Candor an empty one"
                )
            return False
        owner = WorldOwner(self._owner_url)
        owner.check(Mode.LIVE, source)
        return owner.source() is not None

    def missing_migrations(self) -> list[str]:
        """Names of those not applied yet."""
        if not self._has_migrations():
            return [name for name, _ in migrations()]
        with self._owner() as connection:
            rows = connection.execute("SELECT name FROM schema_migration").fetchall()
        applied = {name for (name,) in rows}
        return [name for name, _ in migrations() if name not in applied]

    def application_may_connect(self) -> bool:
        """Whether the application's role lets itself in with the password we have."""
        try:
            with psycopg.connect(self._application_url, connect_timeout=CONNECT_TIMEOUT_S):
                return True
        except psycopg.OperationalError:
            return False

    def set_application_password(self) -> None:
        """Make the application's role, or let it in with this password from now on."""
        with self._owner() as connection:
            known = connection.execute(
                "SELECT 1 FROM pg_roles WHERE rolname = %s", (self._role,)
            ).fetchone()
            verb = sql.SQL("ALTER" if known else "CREATE")
            # In plain text, on an encrypted connection: a host that manages roles itself
            # wants to see the password.
            statement = sql.SQL("{} ROLE {} LOGIN PASSWORD {}").format(
                verb, sql.Identifier(self._role), sql.Literal(self._password)
            )
            # By itself: MLflow's SQL (docs/training.md) takes this database from everybody.
            enter = sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(
                sql.Identifier(connection.info.dbname), sql.Identifier(self._role)
            )
            try:
                connection.execute(statement)
                connection.execute(enter)
            except psycopg.errors.InsufficientPrivilege:
                raise InvalidInput(
                    f"the owner may not make the role {self._role}; make it with the password of"
                    " DATABASE_URL where the database is hosted, then run this again"
                ) from None
        if not self.application_may_connect():
            raise InvalidInput(
                f"the role {self._role} has the password of DATABASE_URL now and still cannot"
                " connect; does DATABASE_URL name the same database as DATABASE_OWNER_URL?"
            )

    def _has_migrations(self) -> bool:
        with self._owner() as connection:
            row = connection.execute("SELECT to_regclass('public.schema_migration')").fetchone()
        return row is not None and row[0] is not None

    def _owner(self) -> psycopg.Connection:
        try:
            return psycopg.connect(self._owner_url, connect_timeout=CONNECT_TIMEOUT_S)
        except psycopg.OperationalError as error:
            reason = " ".join(str(error).split())[-200:]
            raise VendorUnavailable(VENDOR, f"the owner cannot connect: {reason}") from None
