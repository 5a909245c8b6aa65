"""Whether a server on this machine, a process of its own, answers yet."""

import ssl
from collections.abc import Callable

import httpx

PROBE_S_MAX = 1.0
NOBODY = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Trusts no certificate: these servers have none, and to read all authorities' takes 30 ms, which
would be most of what a server that starts is asked for."""


def answers(
    url: str,
    *,
    token: str = "",
    user: tuple[str, str] | None = None,
    as_it_should: Callable[[httpx.Response], bool] = lambda answer: answer.is_success,
) -> bool:
    """Whether who brings the bearer, or the name and password, is answered there over HTTP."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        answer = httpx.get(
            url, headers=headers, auth=user, timeout=PROBE_S_MAX, verify=NOBODY, trust_env=False
        )
    except httpx.HTTPError:
        return False
    return as_it_should(answer)
