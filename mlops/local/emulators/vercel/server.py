"""The emulator as a process of its own."""

import json
from dataclasses import dataclass

import httpx

from functions.adapters.system import SystemClock
from mlops.local.emulators.faults import FAULTS_PATH, FaultGate
from mlops.local.emulators.vercel.app import vercel_app
from mlops.local.emulators.vercel.site import STEP_S, Site
from mlops.local.emulators.vercel.variables import Variables
from mlops.local.free_port import LOOPBACK
from mlops.local.process import Command
from mlops.local.settings import handed_down
from mlops.local.uvicorn_command import uvicorn_command

VARIABLE = "CANDOR_VERCEL_EMULATOR"
PROBE_S_MAX = 0.5


@dataclass(frozen=True, slots=True)
class VercelServer:
    """Vercel with one project on one loopback port; what it knows is gone when it ends.

    `commit` is what its domains serve, None before the first release.
    """

    port: int
    token: str
    project: str
    domains: tuple[str, ...]
    commit: str | None = None
    step_s: float = STEP_S

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
        }
        module = "mlops.local.emulators.vercel.server:app_from_environment"
        return uvicorn_command(module, self.port, {VARIABLE: json.dumps(given)}, factory=True)

    def is_ready(self) -> bool:
        """Whether it answers who brings the token."""
        headers = {"Authorization": f"Bearer {self.token}"}
        try:
            answer = httpx.get(self.url + FAULTS_PATH, headers=headers, timeout=PROBE_S_MAX)
        except httpx.HTTPError:
            return False
        return answer.status_code == httpx.codes.OK


def app_from_environment() -> FaultGate:
    """The emulator that its server describes."""
    given, now = handed_down(VARIABLE), SystemClock().now
    site = Site(given["project"], given["domains"], now, given["step_s"])
    if given["commit"] is not None:
        site.serve({"githubCommitSha": given["commit"]})
    return vercel_app(site, Variables(now), given["token"])
