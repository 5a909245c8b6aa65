"""Carries out a plan's command `gates`: opens the target, runs the gates, gives the numbers."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import asdict
from typing import Any

from functions.domain.errors import CandorError, InvalidInput
from mlops.release.declared.gates import Gates
from mlops.release.execute import Handler
from mlops.release.gates.registry import GATES, Gate
from mlops.release.gates.target import Target
from mlops.release.verdict import Outcome, Verdict, worst

Approach = Callable[[Mapping[str, Any]], AbstractAsyncContextManager[Target]]
"""Opens what a command's arguments name: `at`, and where they are given `commit`, `before`."""
LEFT_OUT = "left out: there was no deployment before this one to compare with"


class NotPassed(CandorError):
    """A gate failed, or could not say; the message has every gate's sentences, one a line."""


class GateHandlers:
    """The command `gates`."""

    def __init__(
        self, figures: Gates, approach: Approach, registry: Sequence[Gate] = GATES
    ) -> None:
        self._figures = figures
        self._approach = approach
        self._registry = registry

    def handlers(self) -> dict[str, Handler]:
        """By the command's name."""
        return {"gates": self.gates}

    async def gates(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Run the gate that is named, or all that wait for nobody, until one fails.

        Gives the numbers of each. Raises NotPassed unless all passed, InvalidInput for a gate
        that there is not, and what opening the target raises.
        """
        chosen = self._chosen(arguments.get("gate"))
        run: dict[str, Sequence[Verdict]] = {}
        left_out: list[str] = []
        async with self._approach(arguments) as target:
            for gate in chosen:
                if gate.compares and target.before is None:
                    left_out.append(gate.name)
                    continue
                run[gate.name] = await gate.judge(target, getattr(self._figures, gate.name))
                if worst(run[gate.name]) is Outcome.FAILED:
                    break
            requests = target.api.traffic.made
        if any(worst(verdicts) is not Outcome.PASSED for verdicts in run.values()) or not run:
            raise NotPassed("\n".join([*_lines(run), *(f"{one}: {LEFT_OUT}" for one in left_out)]))
        numbers = {name: [asdict(one) for one in verdicts] for name, verdicts in run.items()}
        return {"gates": numbers, "left_out": left_out, "requests": requests}

    def _chosen(self, name: str | None) -> list[Gate]:
        if name is None:
            return [gate for gate in self._registry if not gate.by_name]
        if found := [gate for gate in self._registry if gate.name == name]:
            return found
        known = ", ".join(gate.name for gate in self._registry)
        raise InvalidInput(f"there is no gate {name!r}; there are {known}")


def _lines(run: Mapping[str, Sequence[Verdict]]) -> list[str]:
    """What did not pass comes first: the first sentence of the whole is the reason."""
    said = [(name, one) for name, verdicts in run.items() for one in verdicts]
    said.sort(key=lambda each: each[1].outcome is Outcome.PASSED)
    return [f"{name}: no verdict" for name, verdicts in run.items() if not verdicts] + [
        f"{name}: {one.outcome}: {one.sentence}" for name, one in said
    ]
