"""A server with one answer for everything, and a clock, behind httpx's transport."""

import httpx

from functions.adapters.exchanges.http import SharedClient, VenueHttp

URL = "https://venue.example/candles"


class Clock:
    """Monotonic seconds, moved by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class OneAnswer:
    """Answers as told and counts how often it was asked."""

    def __init__(self, response: httpx.Response | Exception) -> None:
        self.response = response
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if isinstance(self.response, Exception):
            raise self.response
        return self.response


def speaking_to(server: OneAnswer, clock: Clock | None = None) -> VenueHttp:
    """The real HTTP half of the adapter in front of a server."""
    return VenueHttp("venue", SharedClient(httpx.MockTransport(server)), clock or Clock())
