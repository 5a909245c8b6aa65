"""The model that shall speak: found by the name that a person gives, and made to."""

from collections.abc import Mapping
from typing import Any

from functions.bootstrap import Bootstrapped
from functions.domain.errors import InvalidInput, NotFound, VendorError, VendorUnavailable
from functions.domain.record import promotion_record
from functions.jobs.publish import publish
from functions.ports.models import ModelStore, ModelVersion
from functions.ports.services import Services
from mlops.release.execute import Handler
from mlops.release.serving import Serving

CHAMPION, CHALLENGER = "champion", "challenger"
PREFIX = "sha256:"
DIGITS_MIN = 8
"""Of a digest that is not given whole."""
VENDOR = "postgres"


async def chosen(models: ModelStore, name: str) -> str:
    """The digest of a model: by its version's number, its digest or how that begins, or its role.

    `challenger` is the newest of them. Raises InvalidInput where there is not exactly one.
    """
    versions = await models.versions()
    found = [one.ref.digest for one in versions if _is_named(one, name)]
    if name == CHALLENGER:
        found = found[:1]
    if len(found) != 1:
        known = ", ".join(
            f"{one.ref.version} ({one.role}, {one.ref.digest[:14]})" for one in versions[:10]
        )
        raise InvalidInput(
            f"{len(found)} models are named {name!r}: say a version's number, a digest or its first"
            f" {DIGITS_MIN} digits, or `challenger`; there are {known or 'none'}"
        )
    return found[0]


def _is_named(one: ModelVersion, name: str) -> bool:
    if name.isdigit():
        return one.ref.version == int(name)
    if name == CHALLENGER:
        return one.role == CHALLENGER
    digits = name.removeprefix(PREFIX)
    return len(digits) >= DIGITS_MIN and one.ref.digest.startswith(PREFIX + digits)


def model_handlers(serving: Serving) -> dict[str, Handler]:
    """The command `model.promote`."""

    async def promote(arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Make the model with a `digest` the champion, once, as the ledger's newest promotion."""
        digest = arguments["digest"]
        async with serving() as given:
            await _promoted(given.services, digest)
            return {"champion": digest, "readers told": await _published(given)}

    return {"model.promote": promote}


async def _promoted(services: Services, digest: str) -> None:
    models = services.models
    if await _speaks(models, digest):
        return
    version = next(
        (one.ref.version for one in await models.versions() if one.ref.digest == digest), None
    )
    if version is None:
        raise NotFound(f"no model {digest} is registered here; train it, or copy its registration")
    world = await services.world.read()
    try:
        await models.promote(
            version,
            CHAMPION,
            lambda model, role: promotion_record(world, model, role, world.clock.now),
        )
    except VendorUnavailable:
        # The answer may be lost after all is done, and a second entry would say nothing new.
        if not await _speaks(models, digest):
            raise
    if not await _speaks(models, digest):
        raise VendorUnavailable(VENDOR, f"{digest[:14]} was promoted, and another one speaks")


async def _speaks(models: ModelStore, digest: str) -> bool:
    champion = await models.champion()
    return champion is not None and champion.digest == digest


async def _published(given: Bootstrapped) -> bool:
    """Whether readers see it already; else with the next job that publishes."""
    try:
        await publish(given.services, given.shelf)
    except VendorError:
        return False
    return True
