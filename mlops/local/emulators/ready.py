"""Whether an emulator that runs as a process of its own answers yet."""

import httpx

PROBE_S_MAX = 0.5


def answers(url: str, token: str) -> bool:
    """Whether who brings the bearer is answered there."""
    headers = {"Authorization": f"Bearer {token}"}
    try:
        return httpx.get(url, headers=headers, timeout=PROBE_S_MAX).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False
