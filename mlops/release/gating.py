"""The gates of a target, as a release runs them."""

from collections.abc import Mapping
from typing import Any

from functions.environment import read_settings
from mlops.configuration.check import read_operations
from mlops.operations import ReleaseSettings
from mlops.release.execute import Handler
from mlops.release.gates.environments import deployed_reach, local_reach
from mlops.release.gates.handler import GateHandlers
from mlops.release.gates.reach import Reach
from mlops.release.target import Target


def gates(target: Target) -> dict[str, Handler]:
    """The command `gates`; addresses and secrets are looked up when it is carried out."""

    async def run(arguments: Mapping[str, Any]) -> dict[str, Any]:
        return await GateHandlers(target.declared.gates, await _reach(target)).gates(arguments)

    return {"gates": run}


async def _reach(target: Target) -> Reach:
    if (stack := target.stack) is not None:
        return await local_reach(target.declared, stack, target.vercel, target.render)
    operations = read_operations(target.name, target.given)
    platforms = read_settings(ReleaseSettings, {**target.given, "CANDOR_ENV": target.name})
    return await deployed_reach(
        target.declared, operations, platforms, target.vercel, target.render
    )
