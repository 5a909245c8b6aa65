"""The dead-man switch as a process of its own."""

import json
from dataclasses import dataclass, field

from mlops.local.free_port import LOOPBACK
from mlops.local.process import Command
from mlops.local.ready import answers
from mlops.local.uvicorn_command import uvicorn_command

PERIOD_S, GRACE_S = 60.0, 120.0
"""A ping a minute is expected; two that are late are forgiven."""


@dataclass(frozen=True, slots=True)
class HeartbeatServer:
    """The switch on one loopback port; it reports to an SMTP server."""

    port: int
    smtp_address: str
    check_id: str = field(repr=False)
    period_s: float = PERIOD_S
    grace_s: float = GRACE_S

    @property
    def url(self) -> str:
        """Where its state is shown."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def ping_url(self) -> str:
        """What HEARTBEAT_URL is set to."""
        return f"{self.url}/ping/{self.check_id}"

    def command(self) -> Command:
        """How to run the server in the foreground."""
        settings = {
            "id": self.check_id,
            "period_s": self.period_s,
            "grace_s": self.grace_s,
            "smtp": self.smtp_address,
        }
        return uvicorn_command(
            "mlops.local.emulators.heartbeat.app:app_from_environment",
            self.port,
            {"CANDOR_HEARTBEAT_EMULATOR": json.dumps(settings)},
            factory=True,
        )

    def is_ready(self) -> bool:
        """Whether it answers."""
        return answers(self.url)
