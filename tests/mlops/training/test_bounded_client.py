"""All calls of MLflow's client together end at one deadline."""

from types import SimpleNamespace

import pytest

from functions.domain.errors import VendorUnavailable
from mlops.training import bounded_client
from mlops.training.bounded_client import BoundedClient
from tests.fakes.clock import FakeClock

CALL_S, REQUEST_S = 0.5, 10


class Slow:
    """A client each of whose calls takes half a second."""

    def __init__(self, clock: FakeClock) -> None:
        self.calls = 0
        self._clock = clock

    def log(self, number: int, *, twice: bool) -> int:
        self.calls += 1
        self._clock.advance(CALL_S)
        return number * (2 if twice else 1)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> FakeClock:
    clock = FakeClock()
    monkeypatch.setattr(bounded_client, "time", SimpleNamespace(monotonic=clock.monotonic))
    return clock


def test_calls_are_passed_on_with_what_they_answer(clock: FakeClock) -> None:
    client = BoundedClient(Slow(clock), "mlflow", 60, REQUEST_S, lambda _: None)
    assert client.log(21, twice=True) == 42


def test_after_the_deadline_no_call_begins(clock: FakeClock) -> None:
    slow = Slow(clock)
    client = BoundedClient(slow, "mlflow", 2.25, REQUEST_S, lambda _: None)
    with pytest.raises(VendorUnavailable, match=r"^mlflow: not done within 2\.25 s$"):
        sum(client.log(1, twice=False) for _ in range(100))
    assert slow.calls == 5  # the last of them began before it


def test_a_request_is_given_no_more_than_is_left(clock: FakeClock) -> None:
    limits: list[int] = []
    client = BoundedClient(Slow(clock), "mlflow", 4.0, 2, limits.append)
    for _ in range(8):
        client.log(1, twice=False)
    assert limits == [2, 2, 2, 2, 2, 1, 1, 1]
