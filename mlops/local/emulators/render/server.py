"""The emulator as a process of its own."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from mlops.local.free_port import LOOPBACK
from mlops.local.process import Command
from mlops.local.ready import answers
from mlops.local.uvicorn_command import uvicorn_command


@dataclass(frozen=True, slots=True)
class HostedServer:
    """A server of the stack that Render would run; `disk` is its folder, empty for none."""

    name: str
    port: int
    plan: str = "starter"
    disk: str = ""


@dataclass(frozen=True, slots=True)
class RenderServer:
    """Render's API on one loopback port, telling of the servers it would run."""

    port: int
    hosted: Sequence[HostedServer]
    key: str = field(repr=False)

    @property
    def url(self) -> str:
        """Where its API is, in the place of Render's."""
        return f"http://{LOOPBACK}:{self.port}/v1"

    def command(self) -> Command:
        """How to run the server in the foreground."""
        settings = {"services": [asdict(one) for one in self.hosted], "key": self.key}
        return uvicorn_command(
            "mlops.local.emulators.render.app:app_from_environment",
            self.port,
            {"CANDOR_RENDER_EMULATOR": json.dumps(settings)},
            factory=True,
        )

    def is_ready(self) -> bool:
        """Whether it lets in who has the key."""
        return answers(f"{self.url}/services", token=self.key)
