"""Takes an environment away, in the reverse order of its making."""

from collections.abc import Callable

from functions.domain.errors import CandorError
from mlops.deployment.render.blueprint import Blueprint
from mlops.environments.found import take_away
from mlops.environments.pieces import Kind, pieces, require_disposable
from mlops.environments.vendors import Vendors
from mlops.release.declared.release import Environment


async def destroy(
    vendors: Vendors,
    name: str,
    declared: Environment,
    blueprint: Blueprint,
    say: Callable[[str], None],
) -> list[str]:
    """Delete every piece and see that it is gone; what is left, and why, a line each.

    A vendor that fails stops none of the others. Raises InvalidInput for production and for
    what release.yml keeps.
    """
    require_disposable(name, declared)
    left = []
    for piece in reversed(pieces(name, declared, blueprint)):
        if piece.kind is Kind.DOMAIN:  # goes with its project
            continue
        try:
            was_there = await take_away(vendors, piece)
        except CandorError as error:
            left.append(f"{piece.kind} {piece.name}: {error}")
            continue
        say(f"{piece.kind} {piece.name}: {'gone' if was_there else 'was not there'}")
    return left
