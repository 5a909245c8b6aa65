"""MLflow's client under one deadline: its own limits are for a single request each."""

import time
from collections.abc import Callable
from typing import Any

from functions.domain.errors import VendorUnavailable


class BoundedClient:
    """Passes calls on until a deadline, after which none begins.

    `limit_s` hears before each call how many seconds a request of it may take.
    """

    def __init__(
        self, client: object, vendor: str, seconds: float, request_s: int,
        limit_s: Callable[[int], None],
    ) -> None:  # fmt: skip
        self._client = client
        self._vendor = vendor
        self._seconds = seconds
        self._deadline = time.monotonic() + seconds
        self._request_s = request_s
        self._limit_s = limit_s

    def __getattr__(self, name: str) -> Any:
        """The client's method of this name, bounded."""
        method = getattr(self._client, name)

        def call(*arguments: Any, **named: Any) -> Any:
            left_s = self._deadline - time.monotonic()
            if left_s <= 0:
                raise VendorUnavailable(self._vendor, f"not done within {self._seconds:g} s")
            self._limit_s(max(1, min(self._request_s, int(left_s))))
            return method(*arguments, **named)

        return call
