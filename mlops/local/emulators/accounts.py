"""The four vendors' accounts behind one port, empty, so that an environment can be tried here.

Each is under its vendor's name: `/vercel`, `/render/v1`, `/neon/api/v2`, `/upstash/v2`; so is the
switch for its faults (`/neon/_faults`) and the hand on its fates.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from functions.adapters.system import SystemClock
from mlops.local.emulators.faults import FAULTS_PATH
from mlops.local.emulators.neon.account import Account as NeonAccount
from mlops.local.emulators.neon.app import neon_app
from mlops.local.emulators.render_api.app import render_app
from mlops.local.emulators.render_api.documents import OWNER
from mlops.local.emulators.render_api.workspace import Workspace
from mlops.local.emulators.upstash_api.account import Account as UpstashAccount
from mlops.local.emulators.upstash_api.app import upstash_api_app
from mlops.local.emulators.vercel.account import VercelAccount, vercel_account_app
from mlops.local.free_port import LOOPBACK
from mlops.local.process import Command
from mlops.local.ready import answers
from mlops.local.settings import handed_down
from mlops.local.uvicorn_command import uvicorn_command

VARIABLE = "CANDOR_ACCOUNTS_EMULATOR"
EMAIL = "operator@candor.localhost"


@dataclass(frozen=True, slots=True)
class AccountsServer:
    """All four on one loopback port, for who brings the key; forgotten when it ends."""

    port: int
    key: str

    def settings(self) -> Mapping[str, str]:
        """What `candor env --accounts` reads."""
        here = f"http://{LOOPBACK}:{self.port}"
        return {
            "VERCEL_API_URL": f"{here}/vercel",
            "VERCEL_TOKEN": f"vercel-{self.key}",
            "RENDER_API_URL": f"{here}/render/v1",
            "RENDER_API_KEY": f"render-{self.key}",
            "RENDER_OWNER_ID": OWNER,
            "NEON_API_URL": f"{here}/neon/api/v2",
            "NEON_API_KEY": f"neon-{self.key}",
            "UPSTASH_API_URL": f"{here}/upstash",
            "UPSTASH_EMAIL": EMAIL,
            "UPSTASH_API_KEY": f"upstash-{self.key}",
            "GITHUB_REPOSITORY": "candor/candor",
            "GITHUB_TOKEN": f"github-{self.key}",
        }

    def command(self) -> Command:
        """How to run the server in the foreground."""
        module = "mlops.local.emulators.accounts:app_from_environment"
        given = {VARIABLE: json.dumps({"key": self.key})}
        return uvicorn_command(module, self.port, given, factory=True)

    def is_ready(self) -> bool:
        """Whether it answers who brings the key."""
        return answers(f"http://{LOOPBACK}:{self.port}/neon{FAULTS_PATH}", token=f"neon-{self.key}")


class Accounts:
    """Sends each request to the vendor that its path begins with."""

    def __init__(self, vendors: Mapping[str, ASGIApp]) -> None:
        self._vendors = vendors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        _, name, rest = [*scope["path"].split("/", 2), "", ""][:3]
        app = self._vendors.get(name, PlainTextResponse("there is no such vendor", 404))
        await app({**scope, "path": f"/{rest}"}, receive, send)


def app_from_environment() -> Accounts:
    """The emulators that their server describes."""
    key, now = handed_down(VARIABLE)["key"], SystemClock().now
    return Accounts(
        {
            "vercel": vercel_account_app(VercelAccount(now, f"vercel-{key}")),
            "render": render_app(Workspace(now), f"render-{key}"),
            "neon": neon_app(NeonAccount(now), f"neon-{key}"),
            "upstash": upstash_api_app(UpstashAccount(now), EMAIL, f"upstash-{key}"),
        }
    )
