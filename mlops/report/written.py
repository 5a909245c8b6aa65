"""The report for people, as Markdown, and for machines."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from functions.domain.units import instant_text
from mlops.report.judge import Line, Verdict

HEADER = ("goal", "verdict", "found", "from")


def rows(lines: Sequence[Line]) -> list[tuple[str, str, str, str]]:
    """A row a goal."""
    return [(one.says, one.verdict.value, one.found.said, one.found.source) for one in lines]


def summary(lines: Sequence[Line]) -> str:
    """The whole in one sentence."""
    counted = {verdict: sum(one.verdict is verdict for one in lines) for verdict in Verdict}
    said = ", ".join(f"{count} {verdict.value}" for verdict, count in counted.items())
    return f"Of {len(lines)} goals: {said}."


def markdown(lines: Sequence[Line], environment: str, now: datetime, span: timedelta) -> str:
    """A page of its own."""
    cells = [HEADER, ("---",) * len(HEADER), *rows(lines)]
    table = (f"| {' | '.join(one.replace('|', '&#124;') for one in row)} |" for row in cells)
    since = instant_text(now - span)
    return "\n".join(
        (
            f"# Success of {environment}",
            "",
            f"From {since} to {instant_text(now)}, from the records alone. {summary(lines)}",
            "",
            *table,
            "",
        )
    )


def document(
    lines: Sequence[Line], environment: str, now: datetime, span: timedelta
) -> dict[str, Any]:
    """JSON-ready; a value that is endless or not known is null."""
    return {
        "environment": environment,
        "from": instant_text(now - span),
        "to": instant_text(now),
        "goals": [
            {
                "goal": one.goal,
                "says": one.says,
                "verdict": one.verdict.value,
                "value": _finite(one.found.value),
                "samples": one.found.samples,
                "found": one.found.said,
                "source": one.found.source,
            }
            for one in lines
        ],
    }


def _finite(value: float | None) -> float | None:
    return None if value is None or value == float("inf") else value
