"""What a service says of itself, at the path where it says which commit it runs."""

from collections.abc import Iterable

import httpx

from functions.domain.errors import VendorUnavailable
from mlops.release.clients.render import Render
from mlops.release.declared.release import Service

ANSWER_S_MAX = 10.0
SILENT = ""
"""The word of a service that has no such path: code of before there was one."""


async def nobody_says(_: str) -> str | None:
    """For services that nobody can ask."""
    return None


class SaidVersions:
    """Asks each service that has a path for it; Render says where the service is reached."""

    def __init__(
        self,
        render: Render,
        declared: Iterable[Service],
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._render = render
        self._paths = {one.name: one.version for one in declared if one.version}
        self._transport = transport

    async def __call__(self, service: str) -> str | None:
        """The commit that a service (by its id) says it runs.

        None where none is declared to say one, `SILENT` where there is nothing at its path.
        Raises VendorUnavailable when it does not say one, and what asking Render raises.
        """
        known = await self._render.service(service)
        if (path := self._paths.get(known.name)) is None:
            return None
        if not known.url:
            raise VendorUnavailable(known.name, "has no address on Render to ask for its version")
        return await said_commit(known.name, known.url.rstrip("/") + path, self._transport)


async def said_commit(
    name: str, address: str, transport: httpx.AsyncBaseTransport | None = None
) -> str:
    """The commit in `{"commit": …}` at an address. Raises VendorUnavailable without one."""
    try:
        async with httpx.AsyncClient(transport=transport, timeout=ANSWER_S_MAX) as http:
            answer = await http.get(address)
        if answer.status_code == httpx.codes.NOT_FOUND:
            return SILENT
        if answer.status_code != httpx.codes.OK:
            raise VendorUnavailable(name, f"answers {answer.status_code} at {address}")
        return str(answer.json()["commit"])
    except httpx.HTTPError as error:
        raise VendorUnavailable(name, f"{type(error).__name__} at {address}") from None
    except (ValueError, KeyError, TypeError):
        raise VendorUnavailable(name, f"says no commit at {address}") from None
