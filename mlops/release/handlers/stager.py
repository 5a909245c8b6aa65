"""How a production deployment without a domain comes about."""

from collections.abc import Mapping
from typing import Protocol

from mlops.release.clients.vercel import Vercel


class Stager(Protocol):
    """Builds a commit and gives it to Vercel."""

    async def stage(self, project: str, commit: str, meta: Mapping[str, str]) -> str:
        """Build, send, and give the deployment's id or address; `meta` is written into it.

        Raises VendorUnavailable, after which nobody knows whether it is there; VendorRejected;
        InvalidInput for a commit or a build that must not be deployed.
        """
        ...


class CreatingStager:
    """Has the API create it from a commit that it can reach itself, as the emulator can."""

    def __init__(self, vercel: Vercel) -> None:
        self._vercel = vercel

    async def stage(self, project: str, commit: str, meta: Mapping[str, str]) -> str:
        """Create it. Raises as the protocol says."""
        name = (await self._vercel.project(project)).name
        return await self._vercel.create_deployment(project, name, commit, meta)
