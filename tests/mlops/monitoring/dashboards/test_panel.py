"""Steps say from where on a value is good, a warning or critical."""

import pytest

from mlops.monitoring.dashboards.panel import Level, Steps, above, below, level_of


@pytest.mark.parametrize(
    ("steps", "value", "level"),
    [
        (above(0.2, 1.0), 0.19, Level.GOOD),
        (above(0.2, 1.0), 0.2, Level.WARNING),
        (above(0.2, 1.0), 1.0, Level.CRITICAL),
        (above(0.2), 9.0, Level.WARNING),
        (below(0.25, 0.0), 0.25, Level.GOOD),
        (below(0.25, 0.0), 0.1, Level.WARNING),
        (below(0.25, 0.0), -0.1, Level.CRITICAL),
        (below(None, 1), 1.0, Level.GOOD),
        (below(None, 1), 0.0, Level.CRITICAL),
        (below(0.5), 0.4, Level.WARNING),
    ],
)
def test_a_value_has_a_level(steps: Steps, value: float, level: Level) -> None:
    assert level_of(value, steps) is level


@pytest.mark.parametrize("steps", [above(1, 2), below(2, 1), below(None, 1), above(None, 3)])
def test_steps_begin_at_the_lowest_and_rise(steps: Steps) -> None:
    first, *others = (step.value for step in steps)
    assert first is None
    assert all(value is not None for value in others)
    assert others == sorted(value for value in others if value is not None)
