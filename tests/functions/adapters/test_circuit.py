"""When the circuit breaker lets a call through."""

from functions.adapters.circuit import CircuitBreaker


class Clock:
    """A clock that moves when told."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def opened(clock: Clock) -> CircuitBreaker:
    circuit = CircuitBreaker(clock, failures_max=2, open_s=5)
    circuit.failed()
    circuit.failed()
    return circuit


def test_it_opens_after_as_many_failures_in_a_row_as_allowed() -> None:
    circuit = CircuitBreaker(Clock(), failures_max=2, open_s=5)
    circuit.failed()
    assert circuit.allows()
    circuit.failed()
    assert not circuit.allows()


def test_a_success_between_failures_starts_the_count_anew() -> None:
    circuit = CircuitBreaker(Clock(), failures_max=2, open_s=5)
    circuit.failed()
    circuit.succeeded()
    circuit.failed()
    assert circuit.allows()


def test_after_its_rest_it_lets_one_caller_try() -> None:
    clock = Clock()
    circuit = opened(clock)
    clock.now += 5
    assert circuit.allows()
    assert not circuit.allows()


def test_the_trials_success_closes_it() -> None:
    clock = Clock()
    circuit = opened(clock)
    clock.now += 5
    assert circuit.allows()
    circuit.succeeded()
    assert circuit.allows()
    assert circuit.allows()


def test_the_trials_failure_gives_it_another_whole_rest() -> None:
    clock = Clock()
    circuit = opened(clock)
    clock.now += 5
    assert circuit.allows()
    clock.now += 1
    circuit.failed()
    clock.now += 4.9
    assert not circuit.allows()
    clock.now += 0.2
    assert circuit.allows()


def test_a_trial_that_never_reports_back_does_not_keep_it_open_for_ever() -> None:
    clock = Clock()
    circuit = opened(clock)
    clock.now += 5
    assert circuit.allows()
    clock.now += 5
    assert circuit.allows()
