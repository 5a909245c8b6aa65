"""The emulator as a process of its own."""

import json
from dataclasses import dataclass, field

from mlops.local.free_port import LOOPBACK
from mlops.local.process import Command
from mlops.local.ready import answers
from mlops.local.uvicorn_command import uvicorn_command


@dataclass(frozen=True, slots=True)
class UpstashServer:
    """The emulator on one loopback port, in front of the Valkey on another."""

    port: int
    valkey_port: int
    valkey_password: str = field(repr=False)
    token: str = field(repr=False)

    @property
    def url(self) -> str:
        """What UPSTASH_REDIS_REST_URL is set to."""
        return f"http://{LOOPBACK}:{self.port}"

    def command(self) -> Command:
        """How to run the server in the foreground."""
        settings = {
            "valkey": f"{LOOPBACK}:{self.valkey_port}",
            "valkey_password": self.valkey_password,
            "token": self.token,
        }
        return uvicorn_command(
            "mlops.local.emulators.upstash.app:app_from_environment",
            self.port,
            {"CANDOR_UPSTASH_EMULATOR": json.dumps(settings)},
            factory=True,
        )

    def is_ready(self) -> bool:
        """Whether a command goes through to Valkey and back."""
        return answers(f"{self.url}/ping", token=self.token)
