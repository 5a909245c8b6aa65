"""Asks a running MLflow server whether it is well: `/health` says so when nothing works."""

import httpx

from mlops.tracking.secrets import DEFAULT_CREDENTIALS

PROBE_S_MAX = 2.0
_READ = "/api/2.0/mlflow/experiments/search"
_REFUSALS = (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN)


def fault(url: str, username: str, password: str) -> str:
    """What is wrong with a server, as a sentence about it ends.

    Empty when it lives, lets its user in, and reads its database.
    """
    try:
        if not httpx.get(f"{url}/health", timeout=PROBE_S_MAX).is_success:
            return "does not answer /health"
        answer = _read(url, (username, password))
    except httpx.HTTPError:
        return "does not answer /health"
    if answer.status_code in _REFUSALS:
        return f"refuses its user {username}"
    return "" if answer.is_success else f"answers HTTP {answer.status_code} when it is read"


def is_well(url: str, username: str, password: str) -> bool:
    """Whether nothing is wrong with it."""
    return not fault(url, username, password)


def accepted_defaults(url: str) -> list[str]:
    """The users that a default password lets in; none is as it must be."""
    return [
        user for user, password in DEFAULT_CREDENTIALS if _read(url, (user, password)).is_success
    ]


def _read(url: str, credentials: tuple[str, str]) -> httpx.Response:
    return httpx.get(url + _READ, params={"max_results": 1}, auth=credentials, timeout=PROBE_S_MAX)
