"""The gates' numbers of a release, as they stand in its journal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import TypeAdapter, ValidationError

from mlops.release.log.recorded import Recorded
from mlops.release.progress import Kind
from mlops.release.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Numbers:
    """Every gate's verdicts, of all its runs in order, and which gates had nothing to compare."""

    gates: Mapping[str, Sequence[Verdict]] = field(default_factory=dict)
    left_out: Sequence[str] = ()
    requests: int = 0


_NUMBERS = TypeAdapter(Numbers)


def numbers(release: Recorded) -> Numbers:
    """What its gates measured; a journal of another form tells nothing."""
    runs = {step.id for step in release.plan.steps() if step.do.name == "gates"}
    gates: dict[str, list[Verdict]] = {}
    left_out: set[str] = set()
    requests = 0
    for event in release.events:
        if event.kind is not Kind.DONE or event.step not in runs:
            continue
        try:
            run = _NUMBERS.validate_python(event.output)
        except ValidationError:
            continue
        for name, verdicts in run.gates.items():
            gates.setdefault(name, []).extend(verdicts)
        left_out |= set(run.left_out)
        requests += run.requests
    return Numbers(gates, sorted(left_out), requests)
