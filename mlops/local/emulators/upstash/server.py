"""The emulator as a process of its own."""

import json
from dataclasses import dataclass, field

import httpx

from mlops.local.free_port import LOOPBACK
from mlops.local.process import Command
from mlops.local.uvicorn_command import uvicorn_command

PROBE_S_MAX = 0.5


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
        try:
            answer = httpx.get(
                f"{self.url}/ping",
                headers={"Authorization": f"Bearer {self.token}"},
                timeout=PROBE_S_MAX,
            )
        except httpx.HTTPError:
            return False
        return answer.status_code == httpx.codes.OK
