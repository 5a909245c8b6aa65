"""The emulator as a process of its own."""

import json
from dataclasses import dataclass
from pathlib import Path

from mlops.local.free_port import LOOPBACK
from mlops.local.process import Command
from mlops.local.ready import answers
from mlops.local.uvicorn_command import uvicorn_command

BLOCK_S = 60.0
"""How long a promise takes here; hours with the real calendars."""


@dataclass(frozen=True, slots=True)
class CalendarServer:
    """A calendar on one loopback port; what it has promised lies in `folder`."""

    folder: Path
    port: int
    block_s: float = BLOCK_S

    @property
    def url(self) -> str:
        """What CALENDAR_URLS names."""
        return f"http://{LOOPBACK}:{self.port}"

    def command(self) -> Command:
        """How to run the server in the foreground."""
        settings = {"url": self.url, "folder": str(self.folder), "block_s": self.block_s}
        return uvicorn_command(
            "mlops.local.emulators.calendar.app:app_from_environment",
            self.port,
            {"CANDOR_CALENDAR_EMULATOR": json.dumps(settings)},
            factory=True,
        )

    def is_ready(self) -> bool:
        """Whether it answers."""
        return answers(f"{self.url}/_faults")
