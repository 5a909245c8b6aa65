"""The calendar quarters (UTC) an evaluation touches."""

from dataclasses import dataclass
from datetime import UTC, datetime

from functions.domain.errors import InsufficientData
from functions.domain.horizon import Horizon
from mlops.training.evaluate import Evaluation, Summary


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter, number 1 to 4, of a year."""

    year: int
    number: int

    @property
    def name(self) -> str:
        """As `2026Q1`."""
        return f"{self.year}Q{self.number}"

    @property
    def ordinal(self) -> int:
        """Quarters since the year 0, so that a chart puts them at equal distances."""
        return 4 * self.year + self.number - 1

    @property
    def start(self) -> datetime:
        """Its first instant."""
        return datetime(self.year, 3 * self.number - 2, 1, tzinfo=UTC)

    def next(self) -> "Quarter":
        """The one after it."""
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    def summary(self, evaluation: Evaluation, horizon: Horizon) -> Summary | None:
        """The evaluation's means over its cutoffs in this quarter; None where it has none."""
        try:
            return evaluation.summary(horizon, self.start, self.next().start)
        except InsufficientData:
            return None


def quarters(evaluation: Evaluation) -> list[Quarter]:
    """Every quarter from the evaluation's start to its end, in order."""
    found = [Quarter(evaluation.start.year, (evaluation.start.month + 2) // 3)]
    while found[-1].next().start < evaluation.end:
        found.append(found[-1].next())
    return found
