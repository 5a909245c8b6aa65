"""What watches is started behind the product, each as if it were alone."""

import asyncio
from pathlib import Path

import pytest

from functions.domain.errors import VendorUnavailable
from mlops.local.process import Command
from mlops.local.supervisor import Server, Supervisor
from mlops.local.watching_start import keep_watching


class NamedServer:
    """Never run: the supervisor is a fake."""

    def command(self) -> Command:
        raise AssertionError

    def is_ready(self) -> bool:
        raise AssertionError


class FakeSupervisor(Supervisor):
    """Fails a server as often as it is told to."""

    def __init__(self, failures: dict[str, int]) -> None:
        super().__init__(Path(), print)
        self.failures = failures
        self.started: list[str] = []

    async def start(
        self,
        name: str,
        server: Server,
        ready_s_max: float | None = None,
        *,
        is_kept: bool = True,
    ) -> None:
        assert is_kept, "the supervisor looks after it from then on"
        assert ready_s_max
        assert server is SERVERS[name]
        if self.failures.get(name, 0):
            self.failures[name] -= 1
            raise VendorUnavailable(name, "ended at start: no")
        self.started.append(name)


SERVERS = {name: NamedServer() for name in ("mail", "alertmanager", "prometheus")}


async def test_one_that_fails_stops_no_other_and_is_tried_again() -> None:
    said: list[str] = []
    supervisor = FakeSupervisor({"alertmanager": 2})
    await keep_watching(SERVERS, supervisor, said.append, retry_s=(0.0, 0.0))
    assert supervisor.started == ["mail", "prometheus", "alertmanager"]
    failed, back = said
    assert failed.startswith("alertmanager: ended at start: no; Candor goes on without it and")
    assert back == "alertmanager is up"


async def test_one_that_never_starts_is_said_once_and_tried_for_ever() -> None:
    said: list[str] = []
    supervisor = FakeSupervisor({"prometheus": 10**9})
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(
            keep_watching(SERVERS, supervisor, said.append, retry_s=(0.0, 0.001)), 0.2
        )
    assert len(said) == 1
    assert supervisor.failures["prometheus"] < 10**9 - 5
