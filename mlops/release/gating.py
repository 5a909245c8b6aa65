"""The gates of an environment, as a release runs them."""

from collections.abc import Mapping
from typing import Any

from functions.domain.errors import InvalidInput
from mlops.release.execute import Handler
from mlops.release.target import Target


def gates(_: Target, __: str) -> dict[str, Handler]:
    """The command `gates`."""

    async def none(_: Mapping[str, Any]) -> None:
        raise InvalidInput("this version has no gates, and what is not checked is not released")

    return {"gates": none}
