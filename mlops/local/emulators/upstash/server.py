"""The emulator as a process of its own."""

import json
import sys
from dataclasses import dataclass

import httpx

from mlops.local.free_port import LOOPBACK
from mlops.local.process import Command

PROBE_S_MAX = 0.5


@dataclass(frozen=True, slots=True)
class UpstashServer:
    """The emulator on one loopback port, in front of the Valkey on another."""

    port: int
    valkey_port: int
    token: str

    @property
    def url(self) -> str:
        """What UPSTASH_REDIS_REST_URL is set to."""
        return f"http://{LOOPBACK}:{self.port}"

    def command(self) -> Command:
        """How to run the server in the foreground."""
        factory = "mlops.local.emulators.upstash.app:app_from_environment"
        return Command(
            (sys.executable, "-m", "uvicorn", "--factory", factory, "--host", LOOPBACK,
             "--port", str(self.port), "--no-access-log", "--log-level", "warning",
             "--timeout-graceful-shutdown", "1"),
            env={"EMULATOR": json.dumps({"valkey_port": self.valkey_port, "token": self.token})},
        )  # fmt: skip

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
