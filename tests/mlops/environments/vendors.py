"""The four vendors on this machine, each held to its own document, and nothing made there yet."""

import httpx

from mlops.environments.vendors import Vendors as Hand
from mlops.local.emulators.faults import Fault, FaultGate, FaultMode
from mlops.local.emulators.neon.account import Account as NeonAccount
from mlops.local.emulators.neon.app import neon_app
from mlops.local.emulators.render_api.app import render_app
from mlops.local.emulators.render_api.workspace import Workspace
from mlops.local.emulators.upstash_api.account import Account as UpstashAccount
from mlops.local.emulators.upstash_api.app import upstash_api_app
from mlops.local.emulators.vercel.account import VercelAccount, vercel_account_app
from mlops.release.clients.api import Api
from mlops.release.clients.neon import Neon
from mlops.release.clients.pace import Pace
from mlops.release.clients.render_projects import RenderProjects
from mlops.release.clients.upstash import Upstash
from mlops.release.clients.vercel_projects import VercelProjects
from tests.fakes.clock import FakeClock
from tests.mlops.release.judge import Judged
from tests.mlops.release.rig import Killed, Wire

KEYS = {
    "vercel": "token-of-the-emulated-vercel",
    "render": "key-of-the-emulated-render-api",
    "neon": "key-of-the-emulated-neon-api-and-more",
    "upstash": "key-of-the-emulated-upstash-api-and-more",
}
EMAIL = "operator@example.com"
OWNER = "tea-local"
CALL_S_MAX = 0.4


class Vendors:
    """The emulators, the clients that speak to them, and what was asked.

    Judging takes most of the time, and what is asked is the same whatever fails: where faults
    are many they are not `judged`.
    """

    def __init__(self, *, judged: bool = True) -> None:
        self.clock = FakeClock()
        now = self.clock.now
        self.vercel_account = VercelAccount(now, KEYS["vercel"])
        self.workspace = Workspace(now)
        self.neon_account = NeonAccount(now)
        self.upstash_account = UpstashAccount(now)
        self.gates: dict[str, FaultGate] = {
            "vercel": vercel_account_app(self.vercel_account),
            "render": render_app(self.workspace, KEYS["render"]),
            "neon": neon_app(self.neon_account, KEYS["neon"]),
            "upstash": upstash_api_app(self.upstash_account, EMAIL, KEYS["upstash"]),
        }
        self.judges: dict[str, Judged] = {}
        for name, gate in self.gates.items() if judged else ():
            self.judges[name] = gate._app = Judged(gate._app, name)
        self.calls: list[str] = []
        self.kill_after: int | None = None
        self.pace = Pace(self.clock.monotonic, self._wait)
        self.vercel = VercelProjects(self._api("vercel", "https://vercel.test"))
        self.render = RenderProjects(self._api("render", "https://render.test/v1"), OWNER)
        self.neon = Neon(self._api("neon", "https://neon.test/api/v2"))
        self.upstash = Upstash(self._api("upstash", "https://upstash.test/v2", EMAIL))

    def hand(self) -> Hand:
        """The clients as the commands hold them."""
        repository = "https://github.com/candor/candor"
        return Hand(self.neon, self.upstash, self.vercel, self.render, repository, self.pace)

    @property
    def violations(self) -> list[str]:
        """What was outside of the vendors' documents."""
        return [said for judge in self.judges.values() for said in judge.violations]

    def fault(self, vendor: str, mode: str, on: str, count: int | None = 1) -> None:
        """Make one vendor fail when it is asked for something."""
        self.gates[vendor].switch.set(Fault(FaultMode(mode), count, on=on))

    def count(self, part: str) -> int:
        """How many calls were answered that have this in "METHOD /path"."""
        return sum(part in call for call in self.calls)

    def _api(self, vendor: str, url: str, user: str = "") -> Api:
        wire = Wire(self.gates[vendor], self._called)
        pace = Pace(self.clock.monotonic, self._wait)
        return Api(vendor, url, KEYS[vendor], None, wire, pace, CALL_S_MAX, user)

    def _called(self, request: httpx.Request) -> None:
        self.calls.append(f"{request.method} {request.url.path}")
        if self.kill_after is not None and len(self.calls) >= self.kill_after:
            raise Killed

    async def _wait(self, seconds: float) -> None:
        self.clock.advance(seconds)
