"""The mail sink as a process of its own."""

import json
from dataclasses import dataclass
from pathlib import Path

from mlops.local.free_port import LOOPBACK
from mlops.local.process import Command
from mlops.local.ready import answers
from mlops.local.uvicorn_command import uvicorn_command


@dataclass(frozen=True, slots=True)
class MailServer:
    """The inbox on one loopback port, SMTP on another; messages lie in `folder`."""

    folder: Path
    port: int
    smtp_port: int

    @property
    def url(self) -> str:
        """Where the inbox is read."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def smtp_address(self) -> str:
        """Where mail is sent to, unencrypted, without a user."""
        return f"{LOOPBACK}:{self.smtp_port}"

    def command(self) -> Command:
        """How to run the server in the foreground."""
        settings = {"folder": str(self.folder), "host": LOOPBACK, "smtp_port": self.smtp_port}
        return uvicorn_command(
            "mlops.local.emulators.mail.app:app_from_environment",
            self.port,
            {"CANDOR_MAIL_SINK": json.dumps(settings)},
            factory=True,
        )

    def is_ready(self) -> bool:
        """Whether the inbox answers; SMTP is there before it."""
        return answers(f"{self.url}/messages.json")
