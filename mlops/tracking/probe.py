"""Asks a running MLflow server whether it is well: `/health` says so when nothing works."""

import httpx

from mlops.tracking.secrets import DEFAULT_CREDENTIALS

PROBE_S_MAX = 2.0
_READ = "/api/2.0/mlflow/experiments/search"


def is_well(url: str, username: str, password: str) -> bool:
    """Whether it lives, lets its user in, and reads its database."""
    try:
        if not httpx.get(f"{url}/health", timeout=PROBE_S_MAX).is_success:
            return False
        return _reads(url, (username, password))
    except httpx.HTTPError:
        return False


def accepted_defaults(url: str) -> list[str]:
    """The users that a default password lets in; none is as it must be."""
    return [
        username for username, password in DEFAULT_CREDENTIALS if _reads(url, (username, password))
    ]


def _reads(url: str, credentials: tuple[str, str]) -> bool:
    answer = httpx.get(
        url + _READ, params={"max_results": 1}, auth=credentials, timeout=PROBE_S_MAX
    )
    return answer.is_success
