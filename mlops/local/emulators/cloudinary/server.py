"""The emulator as a process of its own."""

import json
from dataclasses import dataclass, field
from pathlib import Path

from mlops.local.free_port import LOOPBACK
from mlops.local.process import Command
from mlops.local.ready import answers
from mlops.local.uvicorn_command import uvicorn_command

CLOUD_NAME = "candor"
API_KEY = "100000000000001"


@dataclass(frozen=True, slots=True)
class CloudinaryServer:
    """The emulator of one product environment on one loopback port, its files in `home`."""

    home: Path
    port: int
    api_secret: str = field(repr=False)

    @property
    def url(self) -> str:
        """Where its API is, in the place of the vendor's."""
        return f"http://{LOOPBACK}:{self.port}"

    def public_url(self, folder: str) -> str:
        """Where everybody reads the public files of a folder."""
        return f"{self.url}/{CLOUD_NAME}/raw/upload/{folder}"

    def command(self) -> Command:
        """How to run the server in the foreground."""
        settings = {
            "cloud_name": CLOUD_NAME,
            "api_key": API_KEY,
            "api_secret": self.api_secret,
            "folder": str(self.home),
        }
        return uvicorn_command(
            "mlops.local.emulators.cloudinary.app:app_from_environment",
            self.port,
            {"CANDOR_CLOUDINARY_EMULATOR": json.dumps(settings)},
            factory=True,
        )

    def is_ready(self) -> bool:
        """Whether it answers those who know the secret."""
        return answers(f"{self.url}/v1_1/{CLOUD_NAME}/usage", user=(API_KEY, self.api_secret))
