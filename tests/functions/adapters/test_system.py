"""The machine's clock: seconds go on while a function is frozen, and never back."""

from itertools import pairwise

import pytest

from functions.adapters.system import SystemClock


class Machine:
    """Both of a machine's clocks, as a test sets them."""

    def __init__(self) -> None:
        self.wall_s, self.ran_s = 1.8e9, 500.0

    def time(self) -> float:
        return self.wall_s

    def monotonic(self) -> float:
        return self.ran_s

    def run(self, seconds: float) -> None:
        self.wall_s += seconds
        self.ran_s += seconds


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    one = Machine()
    monkeypatch.setattr("functions.adapters.system.time", one)
    return one


def test_time_passes_while_the_machine_stands_still(machine: Machine) -> None:
    clock = SystemClock()
    before = clock.monotonic()
    machine.run(2)
    machine.wall_s += 3600
    assert clock.monotonic() - before == 3602
    machine.run(1)
    assert clock.monotonic() - before == 3603


def test_many_short_freezes_add_up(machine: Machine) -> None:
    clock = SystemClock()
    before = clock.monotonic()
    for _ in range(40):
        machine.wall_s += 0.4
        machine.run(0.01)
        clock.monotonic()
    assert 15.0 <= clock.monotonic() - before <= 16.5


def test_a_wall_clock_that_is_set_takes_nothing_back(machine: Machine) -> None:
    clock = SystemClock()
    seen = [clock.monotonic()]
    for step in (-7200.0, 0.3, -0.3, 7200.0, -5.0, 86_400.0):
        machine.wall_s += step
        machine.run(0.5)
        seen.append(clock.monotonic())
    assert all(later - earlier >= 0.5 for earlier, later in pairwise(seen))


def test_a_clock_that_was_set_back_still_tells_a_freeze(machine: Machine) -> None:
    clock = SystemClock()
    machine.wall_s -= 7200
    before = clock.monotonic()
    machine.wall_s += 60
    assert clock.monotonic() - before == 60
