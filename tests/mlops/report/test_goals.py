"""Goals are data, and a goal that could not be judged is refused."""

import tomllib
from pathlib import Path

import pytest

from functions.domain.errors import InvalidInput
from mlops.report.goals import FILE, Goal, read_goals


def test_the_goals_are_the_agreed_ones() -> None:
    goals = read_goals()
    assert (goals.deployments.above, goals.uptime.above) == (0.99, 0.999)
    assert (goals.latency.below, goals.page.below, goals.errors.below) == (0.2, 3.0, 0.01)
    assert (goals.recovery.below, goals.acknowledged.below) == (300.0, 900.0)
    assert (goals.zero_downtime.at_least, goals.monitored.at_least) == (1.0, 1.0)
    assert goals.free_tiers.at_most == 1.0


@pytest.mark.parametrize(
    ("limit", "holds", "fails"),
    [
        ({"above": 0.99}, 0.991, 0.99),
        ({"below": 0.2}, 0.199, 0.2),
        ({"at_least": 1.0}, 1.0, 0.99),
        ({"at_most": 1.0}, 1.0, 1.01),
    ],
)
def test_a_limit_has_a_right_side(limit: dict[str, float], holds: float, fails: float) -> None:
    goal = Goal(says="so it is", samples_min=1, **limit)
    assert (goal.holds(holds), goal.holds(fails)) == (True, False)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("above = 0.99\n", "", "deployments: write one of above, below, at_least, at_most"),
        ("above = 0.99\n", "above = 0.99\nbelow = 1.0\n", "deployments: write one of"),
        ("[uptime]", "[up]", "uptime: Field required"),
        ("samples_min = 10 ", "samples_min = 0 ", "deployments.samples_min: "),
        ("a_day_max = 100", "a_day_max = 'x'", "zero_downtime.a_day_max: "),
        ("[page]", "[page", "Expected"),
    ],
)
def test_a_mistake_in_the_file_is_named_with_its_place(
    tmp_path: Path, before: str, after: str, said: str
) -> None:
    assert before in FILE.read_text()
    file = tmp_path / "goals.toml"
    file.write_text(FILE.read_text().replace(before, after, 1))
    with pytest.raises(InvalidInput, match=said):
        read_goals(file)


def test_each_goal_says_what_it_judges() -> None:
    said = [one["says"] for one in tomllib.loads(FILE.read_text()).values()]
    assert len(set(said)) == len(said) == 10
