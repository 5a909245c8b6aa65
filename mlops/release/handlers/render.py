"""Deploys on Render, and back.

A deploy goes live by itself and cannot be staged; a rollback is a new deploy of what an
earlier one built. Both are begun by a request whose answer may be lost, so each is found
again by what it runs and by being newer than what served before.
"""

import contextlib
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

from functions.domain.errors import InvalidInput, VendorError, VendorRejected, VendorUnavailable
from mlops.release.clients.fingerprint import fingerprint
from mlops.release.clients.pace import Pace
from mlops.release.clients.render import Deploy, Render
from mlops.release.execute import Handler
from mlops.release.handlers.begin import begun
from mlops.release.handlers.version import SILENT
from mlops.release.handlers.watch import watched
from mlops.release.vault.vault import Vault, values_of

VENDOR = "render"
LIVE_S_MAX = 780
"""For a build and its start; a rollback builds nothing and is mostly much faster."""
CANCELED_S_MAX = 30
SAYS_COMMIT_S_MAX = 60
"""For the old instance to be gone once the new deploy is live."""

SaysCommit = Callable[[str], Awaitable[str | None]]
"""The commit that a service says it runs, by its id; None where it is not declared to say one."""


class RenderHandlers:
    """The commands `render.environment`, `render.deploy` and `render.rollback`."""

    def __init__(
        self, render: Render, vault: Vault, says_commit: SaysCommit, pace: Pace | None = None
    ) -> None:
        self._render = render
        self._vault = vault
        self._says_commit = says_commit
        self._pace = pace or Pace()

    def handlers(self) -> dict[str, Handler]:
        """By the commands' names."""
        return {
            "render.environment": self.environment,
            "render.deploy": self.deploy,
            "render.rollback": self.rollback,
        }

    async def environment(self, arguments: Mapping[str, Any]) -> str:
        """Tell a service (`id`) the settings with a `fingerprint`; its next deploy knows them."""
        service, wanted = arguments["id"], arguments["fingerprint"]
        if fingerprint(await self._render.environment(service)) != wanted:
            await self._render.put_environment(service, await values_of(self._vault, wanted))
            if fingerprint(await self._render.environment(service)) != wanted:
                raise VendorUnavailable(VENDOR, f"{service} keeps other settings than it was told")
        return str(wanted)

    async def deploy(self, arguments: Mapping[str, Any]) -> str:
        """Deploy a `commit` to a service (`id`), newer than the deploy `before`; gives its id."""
        service, commit = arguments["id"], arguments["commit"]
        if (await self._render.service(service)).suspended == "suspended":
            raise InvalidInput(f"{service} is suspended on Render; resume it or leave it out")
        since = await self._made_at(service, arguments["before"])

        async def ours() -> list[Deploy]:
            newer = await self._render.deploys(service, since)
            return [one for one in newer if one.source == commit]

        deploy = await self._begun(ours, lambda: self._render.start_deploy(service, commit))
        await self._live(service, deploy)
        await self._serves(service, commit)
        return deploy.id

    async def rollback(self, arguments: Mapping[str, Any]) -> str:
        """Have a service (`id`) run what a `deploy` ran, as it was: settings, `auto_deploys`."""
        service = arguments["id"]
        target = await self._render.deploy(service, arguments["deploy"])
        # First the settings: what is rolled back to starts with those of now.
        await self.environment({"id": service, "fingerprint": arguments["environment"]})
        await self._stop_others(service, target)
        await self._rolled_back(service, target)
        if (await self._render.service(service)).auto_deploys != arguments["auto_deploys"]:
            flag: bool = arguments["auto_deploys"]
            await self._render.set_auto_deploys(service, auto_deploys=flag)
        await self._serves(service, target.source, SILENT)
        if left := await self._others(service, target):
            said = f"{left[0].id} of {service} could not be stopped and may still go live"
            raise VendorUnavailable(VENDOR, said)
        return target.id

    async def _rolled_back(self, service: str, target: Deploy) -> None:
        """Have what the target ran serve; one rollback that ends without is tried again."""

        async def ours() -> list[Deploy]:
            newer = await self._render.deploys(service, target.created_at)
            return [one for one in newer if _is_rollback_to(target, one)]

        for last in (False, True):
            live = await self._render.live(service)
            if live is not None and (live.id == target.id or _is_rollback_to(target, live)):
                return
            deploy = await self._begun(
                ours, lambda: self._render.start_rollback(service, target.id)
            )
            try:
                await self._live(service, deploy)
            except VendorRejected:
                if last:
                    raise

    async def _stop_others(self, service: str, target: Deploy) -> None:
        """Cancel what could go live after we have gone back; what cannot be is seen to later."""
        for one in await self._others(service, target):
            try:
                await self._render.cancel(service, one.id)
            except VendorError:
                continue  # it may have ended by itself
        with contextlib.suppress(VendorUnavailable):
            await watched(
                VENDOR,
                lambda: self._others(service, target),
                lambda left: not left,
                CANCELED_S_MAX,
                self._pace,
            )

    async def _others(self, service: str, target: Deploy) -> list[Deploy]:
        """What is being deployed after the target, beside the way back to it."""
        newer = await self._render.deploys(service, target.created_at)
        return [one for one in newer if _is_under_way(one) and not _is_rollback_to(target, one)]

    async def _begun(
        self,
        ours: Callable[[], Awaitable[list[Deploy]]],
        start: Callable[[], Awaitable[Deploy | None]],
    ) -> Deploy:
        """One of ours that may still serve, or a new one."""
        known = await ours()
        if coming := [one for one in known if not one.has_ended]:
            return coming[0]

        async def new() -> Deploy | None:
            ids = {one.id for one in known}
            return next((one for one in await ours() if one.id not in ids), None)

        return await begun(VENDOR, start, new, self._pace)

    async def _live(self, service: str, deploy: Deploy) -> None:
        """Wait until a deploy serves. Raises VendorRejected when it ended without."""
        seen = await watched(
            VENDOR,
            lambda: self._render.deploy(service, deploy.id),
            lambda one: one.is_live or one.has_ended,
            LIVE_S_MAX,
            self._pace,
        )
        if not seen.is_live:
            raise VendorRejected(
                VENDOR, f"the deploy {seen.id} of {service} ended as {seen.status}"
            )

    async def _serves(self, service: str, source: str, *alike: str) -> None:
        """Wait until the service itself says so, or what is `alike`, where it says anything.

        Code of before may be older than the path at which it would say so.
        """
        await watched(
            VENDOR,
            lambda: self._says_commit(service),
            lambda said: said in (None, source, *alike),
            SAYS_COMMIT_S_MAX,
            self._pace,
        )

    async def _made_at(self, service: str, deploy: str | None) -> datetime | None:
        return (await self._render.deploy(service, deploy)).created_at if deploy else None


def _is_under_way(deploy: Deploy) -> bool:
    """Whether it may still go live; of a status that is not known, nobody can say that not."""
    return not deploy.is_live and not deploy.has_ended


def _is_rollback_to(target: Deploy, deploy: Deploy) -> bool:
    return deploy.trigger == "rollback" and deploy.source == target.source
