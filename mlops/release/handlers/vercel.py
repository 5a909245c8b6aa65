"""Staging on Vercel, promotion, and back.

A production build is staged without a domain and promoted as it is. Promotion and rollback
are jobs that move the domains: begun by a request whose answer may be lost, true when every
production domain points where it shall, and false as soon as Vercel says that the job failed.
"""

import contextlib
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from functions.domain.errors import InvalidInput, VendorError, VendorRejected, VendorUnavailable
from mlops.release.clients.pace import Pace
from mlops.release.clients.vercel import COMMIT, SETTINGS, Deployment, Vercel
from mlops.release.clients.vercel_environment import VercelEnvironment
from mlops.release.execute import Handler
from mlops.release.handlers.begin import begun
from mlops.release.handlers.domains import moved
from mlops.release.handlers.stager import Stager
from mlops.release.handlers.watch import watched
from mlops.release.vault.vault import Vault, values_of

VENDOR = "vercel"
READY_S_MAX = 240
"""After the build, which the stager waits for."""


class VercelHandlers:
    """The commands `vercel.environment`, `.stage`, `.promote` and `.rollback`."""

    def __init__(
        self,
        vercel: Vercel,
        environment: VercelEnvironment,
        vault: Vault,
        stager: Stager,
        pace: Pace | None = None,
    ) -> None:
        self._vercel = vercel
        self._environment = environment
        self._vault = vault
        self._stager = stager
        self._pace = pace or Pace()

    def handlers(self) -> dict[str, Handler]:
        """By the commands' names."""
        return {
            "vercel.environment": self.environment,
            "vercel.stage": self.stage,
            "vercel.promote": self.promote,
            "vercel.rollback": self.rollback,
        }

    async def environment(self, arguments: Mapping[str, Any]) -> str:
        """Tell a project (`id`) the settings with a `fingerprint`; its next build knows them."""
        project, wanted = arguments["id"], arguments["fingerprint"]
        if await self._environment.fingerprint(project) != wanted:
            await self._environment.put(project, await values_of(self._vault, wanted))
            if await self._environment.fingerprint(project) != wanted:
                raise VendorUnavailable(VENDOR, f"{project} keeps other settings than it was told")
        return str(wanted)

    async def stage(self, arguments: Mapping[str, Any]) -> str:
        """Have a `commit` of a `project` built with the `settings` of now; gives the deployment.

        What was staged before from the same commit and settings is taken as it is.
        """
        project = arguments["project"]
        meta = {COMMIT: arguments["commit"], SETTINGS: arguments["settings"]}

        async def known() -> str | None:
            for one in await self._vercel.production_deployments(project):
                if not one.has_ended and meta.items() <= one.meta.items():
                    return one.id
            return None

        staged = await known()
        if staged is None:
            staged = await begun(
                VENDOR, lambda: self._stager.stage(project, meta[COMMIT], meta), known, self._pace
            )
        name = staged
        try:
            seen = await watched(
                VENDOR,
                lambda: self._vercel.deployment(name),
                lambda one: one.is_ready or one.has_ended,
                READY_S_MAX,
                self._pace,
            )
        except VendorUnavailable:
            # Or the next release would find it and wait for it again.
            with contextlib.suppress(VendorError):
                await self._vercel.cancel(name)
            raise
        if not seen.is_ready:
            why = f": {seen.error}" if seen.error else ""
            raise VendorRejected(VENDOR, f"{seen.id} ended as {seen.state}{why}")
        _for_production(seen)
        return seen.id

    async def promote(self, arguments: Mapping[str, Any]) -> str:
        """Have every domain of a `project` point to a staged `deployment`, without a new build."""
        project, deployment = arguments["project"], arguments["deployment"]
        staged = await self._vercel.deployment(deployment)
        _for_production(staged)
        if not staged.is_ready:
            raise InvalidInput(f"{deployment} is {staged.state or 'in no known state'}, not READY")
        await self._move(project, deployment, self._vercel.start_promotion)
        return str(deployment)

    async def rollback(self, arguments: Mapping[str, Any]) -> str:
        """Have every domain of a `project` point to a `deployment` of before, as it was.

        Also whether it `assigns_domains` by itself, which a rollback turns off.
        """
        project, deployment = arguments["project"], arguments["deployment"]
        assigns: bool = arguments["assigns_domains"]
        await self._move(project, deployment, self._vercel.start_rollback)
        if (await self._vercel.project(project)).assigns_domains != assigns:
            await self._vercel.set_assigns_domains(project, assigns_domains=assigns)
            if (await self._vercel.project(project)).assigns_domains != assigns:
                raise VendorUnavailable(VENDOR, f"{project} assigns domains as it did not before")
        return str(deployment)

    async def _move(
        self, project: str, deployment: str, start: Callable[[str, str], Awaitable[None]]
    ) -> None:
        await moved(
            self._vercel, project, deployment, lambda: start(project, deployment), self._pace
        )


def _for_production(deployment: Deployment) -> None:
    """InvalidInput for a preview: promoting one builds it anew, so what was tried is not served."""
    if deployment.target != "production":
        raise InvalidInput(f"{deployment.id} is no production build; stage one")
