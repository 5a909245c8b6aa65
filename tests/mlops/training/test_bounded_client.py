"""All calls of MLflow's client together end at one deadline."""

import time

import pytest

from functions.domain.errors import VendorUnavailable
from mlops.training.bounded_client import BoundedClient

SECONDS, CALL_S, REQUEST_S = 0.5, 0.1, 10


class Slow:
    """A client each of whose calls takes a while."""

    def log(self, number: int, *, twice: bool) -> int:
        time.sleep(CALL_S)
        return number * (2 if twice else 1)


def test_calls_are_passed_on_with_what_they_answer() -> None:
    client = BoundedClient(Slow(), "mlflow", 60, REQUEST_S, lambda _: None)
    assert client.log(21, twice=True) == 42


def test_after_the_deadline_no_call_begins() -> None:
    client = BoundedClient(Slow(), "mlflow", SECONDS, REQUEST_S, lambda _: None)
    started = time.monotonic()
    with pytest.raises(VendorUnavailable, match=r"^mlflow: not done within 0\.5 s$"):
        sum(client.log(1, twice=False) for _ in range(100))
    assert CALL_S < time.monotonic() - started < SECONDS + 3 * CALL_S


def test_a_request_is_given_no_more_than_is_left() -> None:
    limits: list[int] = []
    client = BoundedClient(Slow(), "mlflow", 3.0, 2, limits.append)
    client.log(1, twice=False)
    time.sleep(1.2)
    client.log(1, twice=False)
    assert limits == [2, 1]
