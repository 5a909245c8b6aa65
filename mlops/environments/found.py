"""Looks up each piece of an environment by its name, makes it, takes it away.

Looking comes first, always: who makes a thing whose answer was lost looks for it, and never
makes it twice.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol, TypeVar

from functions.domain.errors import InvalidInput, VendorUnavailable
from mlops.environments.pieces import Kind, Piece
from mlops.environments.vendors import Vendors

LOOKS, LOOK_S = 5, 3.0
"""How often a thing is looked for whose making, or taking away, was not answered."""
READY_S_MAX, READY_POLL_S = 300.0, 3.0
Thing = TypeVar("Thing")


class Known(Protocol):
    """What a vendor knows by an id."""

    @property
    def id(self) -> str:
        """That id."""


async def identity(vendors: Vendors, piece: Piece) -> str | None:
    """A piece's id at its vendor, None where there is none. Raises what the clients raise."""
    finds: Mapping[Kind, Callable[[str], Awaitable[Known | None]]] = {
        Kind.NEON: vendors.neon.named,
        Kind.UPSTASH: vendors.upstash.named,
        Kind.VERCEL: vendors.vercel.named,
        Kind.RENDER: vendors.render.named,
        Kind.SERVICE: vendors.render.service,
    }
    found = await finds[piece.kind](piece.name)
    return None if found is None else found.id


async def made_once(
    vendors: Vendors,
    find: Callable[[], Awaitable[Thing | None]],
    make: Callable[[], Awaitable[Thing]],
) -> Thing:
    """What was there already, or was made now; after a lost answer it is looked for.

    Raises VendorUnavailable when it does not come to be seen: then nobody knows, and whoever
    comes again looks again.
    """
    if (found := await find()) is not None:
        return found
    try:
        return await make()
    except VendorUnavailable:
        for _ in range(LOOKS):
            await vendors.pace.sleep(LOOK_S)
            if (found := await find()) is not None:
                return found
        raise


async def neon_is_ready(vendors: Vendors, project: str) -> None:
    """Wait until no operation on a project is under way. Raises VendorUnavailable, InvalidInput."""
    until = vendors.pace.monotonic() + READY_S_MAX
    while True:
        operations = await vendors.neon.operations(project)
        if failed := [one.action for one in operations if one.has_failed]:
            raise InvalidInput(
                f"Neon failed at {failed[0]} of {project}; look at it in Neon's console, or"
                " destroy the environment and make it anew"
            )
        if all(one.is_done for one in operations):
            return
        if vendors.pace.monotonic() >= until:
            waiting = next(one for one in operations if not one.is_done)
            said = f"{waiting.action} of {project} is {waiting.status} after {READY_S_MAX:.0f} s"
            raise VendorUnavailable("neon", f"{said}; run this again later")
        await vendors.pace.sleep(READY_POLL_S)


async def take_away(vendors: Vendors, piece: Piece) -> bool:
    """Delete a piece and see that it is gone; False where there was none.

    Raises VendorUnavailable, VendorRejected; then it may be there still.
    """
    found = await identity(vendors, piece)
    if found is None:
        return False
    deletes = {
        Kind.NEON: vendors.neon.delete,
        Kind.UPSTASH: vendors.upstash.delete,
        Kind.VERCEL: vendors.vercel.delete,
        Kind.RENDER: vendors.render.delete,
        Kind.SERVICE: vendors.render.delete_service,
    }
    await deletes[piece.kind](found)
    for _ in range(LOOKS):
        if await identity(vendors, piece) is None:
            return True
        await vendors.pace.sleep(LOOK_S)
    raise VendorUnavailable(piece.kind.split()[0], f"still shows {piece.name} after its deletion")
