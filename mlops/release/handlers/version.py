"""What a service says of itself at its `/version`."""

from collections.abc import Mapping

import httpx

from functions.domain.errors import VendorUnavailable
from mlops.release.clients.render import Render

ANSWER_S_MAX = 10.0
VERSION = "/version"


class VersionAddresses:
    """Asks each service that has an address for it; `addresses` by the service's id."""

    def __init__(
        self, addresses: Mapping[str, str], transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._addresses = addresses
        self._transport = transport

    async def __call__(self, service: str) -> str | None:
        """The commit it says it runs; None where it has no such address.

        Raises VendorUnavailable when it does not say one.
        """
        if (address := self._addresses.get(service)) is None:
            return None
        try:
            async with httpx.AsyncClient(transport=self._transport, timeout=ANSWER_S_MAX) as http:
                answer = await http.get(address)
            if answer.status_code != httpx.codes.OK:
                raise VendorUnavailable(service, f"answers {answer.status_code} at {address}")
            return str(answer.json()["commit"])
        except httpx.HTTPError as error:
            raise VendorUnavailable(service, f"{type(error).__name__} at {address}") from None
        except (ValueError, KeyError, TypeError):
            raise VendorUnavailable(service, f"says no commit at {address}") from None


class VersionsOnRender:
    """Asks each service at the address that Render gives it, at `/version`."""

    def __init__(self, render: Render) -> None:
        self._render = render

    async def __call__(self, service: str) -> str | None:
        """The commit it says it runs; None where it has no address. Raises as above."""
        if not (url := (await self._render.service(service)).url):
            return None
        return await VersionAddresses({service: url.rstrip("/") + VERSION})(service)
