"""What an environment's function is made of, built once more for who releases: its own code."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from functions.bootstrap import Bootstrapped, bootstrap
from functions.domain.errors import InvalidInput
from mlops.configuration.check import read_operations
from mlops.local.session import services_of
from mlops.local.stack_record import RunningStack

Serving = Callable[[], AbstractAsyncContextManager[Bootstrapped]]
"""Opens it: models, artifacts and the world; nothing connects before it is used."""


def serving_of(name: str, given: Mapping[str, str], stack: RunningStack | None) -> Serving:
    """Of the running stack, or as the environment's settings say. Opening raises InvalidInput."""

    @asynccontextmanager
    async def opened() -> AsyncIterator[Bootstrapped]:
        if stack is not None:
            async with services_of(stack) as local:
                yield local
            return
        served = bootstrap(read_operations(name, given))
        try:
            yield served
        finally:
            await served.close()

    return opened


def served_nowhere() -> AbstractAsyncContextManager[Bootstrapped]:
    """For a target of which nobody said how it serves. Raises InvalidInput."""
    raise InvalidInput("nothing says how this environment serves")
