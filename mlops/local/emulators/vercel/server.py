"""The emulator as a process of its own."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace

from starlette.types import ASGIApp

from functions.adapters.system import SystemClock
from mlops.local.emulators.faults import FAULTS_PATH
from mlops.local.emulators.hosting.listen import ANY, ByPort, listening_command
from mlops.local.emulators.vercel.app import vercel_app
from mlops.local.emulators.vercel.edge import Edge, Hosting, address
from mlops.local.emulators.vercel.site import STEP_S, NoAddressLeft, Site
from mlops.local.emulators.vercel.variables import Variables
from mlops.local.free_port import LOOPBACK
from mlops.local.process import Command
from mlops.local.ready import answers
from mlops.local.settings import handed_down

VARIABLE = "CANDOR_VERCEL_EMULATOR"


@dataclass(frozen=True, slots=True)
class VercelServer:
    """Vercel with one project on one loopback port; what it knows is gone when it ends.

    `commit` is what its domains serve, None before the first release. With `hosting` they
    answer, and so does every deployment at its own address; else nobody does.
    """

    port: int
    token: str
    project: str
    domains: tuple[str, ...]
    commit: str | None = None
    step_s: float = STEP_S
    hosting: Hosting | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        """What VERCEL_API_URL names."""
        return f"http://{LOOPBACK}:{self.port}"

    def command(self) -> Command:
        """How to run the server in the foreground."""
        given = {
            "token": self.token,
            "project": self.project,
            "domains": self.domains,
            "commit": self.commit,
            "step_s": self.step_s,
            "hosting": self.hosting and asdict(self.hosting),
        }
        hosting = self.hosting
        ports = [
            self.port,
            *([hosting.domain_port] + [ANY] * hosting.deployments if hosting else []),
        ]
        module = "mlops.local.emulators.vercel.server:app_from_environment"
        return listening_command(module, ports, {VARIABLE: json.dumps(given)})

    def is_ready(self) -> bool:
        """Whether it answers who brings the token."""
        return answers(self.url + FAULTS_PATH, token=self.token)


def app_from_environment(ports: Sequence[int]) -> ASGIApp:
    """The emulator that its server describes: its own port, the domain's, the deployments'."""
    given, now = handed_down(VARIABLE), SystemClock().now
    hosting = Hosting(**given["hosting"]) if given["hosting"] else None
    where = _addresses(ports[2:]) if hosting else None
    site = Site(given["project"], given["domains"], now, given["step_s"], where)
    variables, commit = Variables(now), given["commit"]
    if commit is not None:
        site.serve({"githubCommitSha": commit}, commit)
    if hosting is None:
        return vercel_app(site, variables, given["token"])
    # Its functions are nobody's but their own.
    environment = {**hosting.environment, VARIABLE: ""}
    edge = Edge(site, variables, replace(hosting, environment=environment))
    return ByPort(ports[0], vercel_app(site, variables, given["token"], edge), edge)


def _addresses(ports: Sequence[int]) -> Callable[[str], str]:
    """Gives each deployment the next one."""
    left = iter(ports)

    def taken(_: str) -> str:
        for port in left:
            return address(port)
        raise NoAddressLeft

    return taken
