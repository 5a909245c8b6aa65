"""The emulator as a process of its own."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from starlette.types import ASGIApp

from functions.adapters.system import SystemClock
from mlops.local.emulators.faults import FAULTS_PATH
from mlops.local.emulators.hosting.listen import ANY, ByPort, listening_command
from mlops.local.emulators.render_api.app import render_app
from mlops.local.emulators.render_api.instances import Hosting, Instances
from mlops.local.emulators.render_api.workspace import STEP_S, Workspace
from mlops.local.free_port import LOOPBACK
from mlops.local.process import Command
from mlops.local.ready import answers
from mlops.local.settings import handed_down

VARIABLE = "CANDOR_RENDER_EMULATOR"


@dataclass(frozen=True, slots=True)
class RenderServer:
    """Render on one loopback port; what it knows is gone when it ends.

    `services` names each service with the commit that it serves, or None before its first.
    With `hosting` each answers at an address of its own; else nobody does.
    """

    port: int
    key: str
    services: Mapping[str, str | None]
    step_s: float = STEP_S
    hosting: Hosting | None = None

    @property
    def url(self) -> str:
        """What RENDER_API_URL names."""
        return f"http://{LOOPBACK}:{self.port}/v1"

    def command(self) -> Command:
        """How to run the server in the foreground."""
        given = {
            "key": self.key,
            "services": dict(self.services),
            "step_s": self.step_s,
            "hosting": self.hosting and asdict(self.hosting),
        }
        ports = [self.port, *([ANY] * len(self.services) if self.hosting else [])]
        module = "mlops.local.emulators.render_api.server:app_from_environment"
        return listening_command(module, ports, {VARIABLE: json.dumps(given)})

    def is_ready(self) -> bool:
        """Whether it answers who brings the key."""
        return answers(f"http://{LOOPBACK}:{self.port}{FAULTS_PATH}", token=self.key)


def app_from_environment(ports: Sequence[int]) -> ASGIApp:
    """The emulator that its server describes: its own port, then one for each service."""
    given = handed_down(VARIABLE)
    hosting = Hosting(**given["hosting"]) if given["hosting"] else None
    served = dict(zip(given["services"], ports[1:], strict=True)) if hosting else {}
    workspace = Workspace(SystemClock().now, given["step_s"])
    for name, commit in given["services"].items():
        workspace.add(name, commit, {}, f"http://{LOOPBACK}:{served[name]}" if served else "")
    if hosting is None:
        return render_app(workspace, given["key"])
    instances = Instances(workspace, hosting, served)
    return ByPort(ports[0], render_app(workspace, given["key"], instances), instances)
