"""How far `candor replay` lets time pass."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from functions.domain.units import HOUR
from functions.domain.world import Clock
from mlops.cli import main
from mlops.replay.commands import HOURS_MAX, last_hour

NOW = datetime(2026, 1, 1, tzinfo=UTC)
CLOCK = Clock(NOW, NOW, NOW, NOW + 10 * HOUR, 5.0)


@pytest.mark.parametrize(("hours", "passed"), [(1, 1), (10, 10), (11, 10), (HOURS_MAX, 10)])
def test_time_passes_until_the_history_ends(hours: int, passed: int) -> None:
    assert last_hour(CLOCK, hours) == NOW + passed * HOUR


def test_after_the_end_no_more_time_passes() -> None:
    ended = replace(CLOCK, now=NOW + 12 * HOUR)
    assert last_hour(ended, 5) == ended.now


def test_more_hours_than_any_history_has_are_refused_in_one_sentence(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(["replay", "--hours", "100000000"])
    assert exit_.value.code == 1
    assert capsys.readouterr().err == (
        "Error: at most 878400 hours can pass at once, not 100000000\n"
    )
