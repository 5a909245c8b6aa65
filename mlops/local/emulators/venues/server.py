"""The emulator as a process of its own."""

import json
from dataclasses import dataclass

from functions.domain.world import Mode
from mlops.local.free_port import LOOPBACK
from mlops.local.process import Command
from mlops.local.ready import answers
from mlops.local.uvicorn_command import uvicorn_command


@dataclass(frozen=True, slots=True)
class VenuesServer:
    """Four venues on one loopback port.

    They tell the history of a replayed or simulated world by its clock or, where there is a
    `seed`, the simulated market of that seed in step with the machine's clock.
    """

    port: int
    database_url: str
    mode: Mode
    seed: int | None = None

    @property
    def url(self) -> str:
        """What VENUES_URL is set to."""
        return f"http://{LOOPBACK}:{self.port}"

    def command(self) -> Command:
        """How to run the server in the foreground."""
        settings = {"database_url": self.database_url, "mode": self.mode, "seed": self.seed}
        return uvicorn_command(
            "mlops.local.emulators.venues.app:app_from_environment",
            self.port,
            {"CANDOR_VENUES_EMULATOR": json.dumps(settings)},
            factory=True,
        )

    def is_ready(self) -> bool:
        """Whether it answers; the world it tells of may still be prepared."""
        return answers(f"{self.url}/_faults")
