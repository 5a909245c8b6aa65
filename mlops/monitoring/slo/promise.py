"""What a promise is: a share of events that must be good, over 30 days."""

from dataclasses import dataclass

from functions.domain.metrics.metric import Metric

WINDOW = "30d"
EVENTS_MIN = 100
"""From how many events on a share of them is worth to be called a budget."""


@dataclass(frozen=True, slots=True)
class View:
    """One way of seeing the same thing: two expressions, each a rate over five minutes.

    `errors` counts the bad events among `events`; both are PromQL that yields one series
    without labels.
    """

    name: str
    errors: str
    events: str


@dataclass(frozen=True, slots=True)
class Burn:
    """Spending the budget `times` as fast as a month allows, in a long and in a short window.

    The short window ends the alert soon after the trouble has ended.
    """

    times: float
    long: str
    short: str


@dataclass(frozen=True, slots=True)
class Alarm:
    """When to alert: at any of `burns`, once `errors_min` events were bad in its long window."""

    burns: tuple[Burn, ...]
    errors_min: int


@dataclass(frozen=True, slots=True)
class Promise:
    """A service level objective. `objective` is the share of good events, in (0, 1).

    Where there are several views, the worse one counts. `sentence` is what readers are told,
    `limits` what the measurement does not see and what a free plan cannot keep. Where
    `anybody_counts`, it rests on what anybody can send: its alerts warn and never page.
    What is left of the budget is told from `events_min` events in the window on.
    """

    id: str
    sentence: str
    objective: float
    views: tuple[View, ...]
    fast: Alarm
    slow: Alarm
    owner: str
    component: str
    limits: str
    anybody_counts: bool = False
    events_min: int = EVENTS_MIN

    @property
    def budget(self) -> float:
        """The share of events that may be bad."""
        return round(1 - self.objective, 9)


def rate(metric: Metric, *matchers: str, of: str = "") -> str:
    """Events a second of a counter, all its series together.

    Of a histogram, `of` names which series count them: `bucket` or `count`.
    """
    [series] = [one for one in metric.series if one.endswith(of)]
    return f"sum(rate({series}{{{', '.join(matchers)}}}[5m]))".replace("{}", "")
