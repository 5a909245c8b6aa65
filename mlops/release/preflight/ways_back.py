"""Whether everything that a plan would roll back to is there."""

from collections.abc import AsyncIterator, Mapping

from functions.domain.errors import NotFound, VendorRejected
from mlops.release.plan.step import Command, Plan
from mlops.release.target import Target
from mlops.release.vault.vault import values_of


async def ways_back(target: Target, plan: Plan, sets: Mapping[str, Mapping[str, str]]) -> list[str]:
    """What is not, a sentence each. `sets` are the settings known beside the vault's.

    Raises VendorUnavailable.
    """
    undos = [(step.id, step.undo) for step in plan.steps() if step.undo is not None]
    return [said for step, undo in undos async for said in _missing(target, step, undo, sets)]


async def _missing(
    target: Target, step: str, undo: Command, sets: Mapping[str, Mapping[str, str]]
) -> AsyncIterator[str]:
    told = undo.arguments
    settings = told.get("fingerprint", told.get("environment"))
    if settings is not None and settings not in sets:
        try:
            await values_of(target.vault, settings)
        except (NotFound, ValueError) as error:
            yield (
                f"{step}: nobody here knows the settings of now ({settings[:14]}), so they could"
                f" not be restored: {error}; or say --first"
            )
    try:
        match undo.name:
            case "render.rollback":
                await target.render.deploy(told["id"], told["deploy"])
            case "vercel.rollback":
                deployment = await target.vercel.deployment(told["deployment"])
                if not deployment.is_ready:
                    yield f"{step}: {deployment.id} of now is {deployment.state}, not READY"
            case _:
                pass
    except VendorRejected as error:
        yield f"{step}: what it would go back to is not there: {error}"
