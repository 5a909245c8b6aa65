"""What becomes of each step on one's own machine: it runs, is stood for, or is left. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from functions.domain.errors import InvalidInput
from mlops.deployment.workflows.expressions import NotKnown, holds, resolved
from mlops.deployment.workflows.workflow_file import Job, Step, Workflow

CHECKOUT = "actions/checkout"
TOOLS = {
    "actions/setup-python": ("python3", "python-version"),
    "actions/setup-node": ("node", "node-version"),
}
"""What these install must be here already: the program, and where the version is said."""
ONLY_THERE = {
    "aws-actions/configure-aws-credentials": "needs the token by which GitHub says who it is",
}


@dataclass(frozen=True, slots=True)
class Run:
    """A script and its own variables; `whatever_happened` also after a failure."""

    script: str
    env: Mapping[str, str]
    whatever_happened: bool = False


@dataclass(frozen=True, slots=True)
class Present:
    """A program that must be here, and the version that it is there."""

    program: str
    version: str


@dataclass(frozen=True, slots=True)
class Cloned:
    """The checkout, which a clean clone stands for."""


@dataclass(frozen=True, slots=True)
class Left:
    """Not done here, and why; `is_missed` where later steps may rely on it."""

    reason: str
    is_missed: bool = True


Decision = Run | Present | Cloned | Left


def decide(step: Step, job: Job, workflow: Workflow, known: Mapping[str, str]) -> Decision:
    """What becomes of a step. `known` are values by their names in expressions.

    Raises InvalidInput for an action or a condition that nothing here stands for.
    """
    if step.condition == "failure()":
        return Left("is for after a failure", is_missed=False)
    always = step.condition == "always()"
    try:
        if step.condition and not always and not holds(step.condition, known):
            return Left(f"is not for now: {step.condition}", is_missed=False)
        if step.uses:
            return _action(step, known)
        env = {
            name: resolved(text, known)
            for name, text in {**workflow.env, **job.env, **step.env}.items()
        }
        return Run(resolved(step.run, known), env, always)
    except NotKnown as missing:
        if not (missing.is_secret and job.environment):
            return Left(str(missing))
        return Left(f"{missing} of the environment {_named(job.environment, known)}")


def _action(step: Step, known: Mapping[str, str]) -> Decision:
    name = step.uses.partition("@")[0]
    if name == CHECKOUT:
        return Cloned()
    if name in ONLY_THERE:
        return Left(ONLY_THERE[name])
    if name not in TOOLS:
        raise InvalidInput(
            f"nothing on this machine stands for the action {name}; add it to"
            " mlops/deployment/workflows/decide.py"
        )
    program, version = TOOLS[name]
    return Present(program, resolved(str(step.given.get(version, "")), known))


def _named(environment: str, known: Mapping[str, str]) -> str:
    try:
        return resolved(environment, known) or "that was chosen"
    except NotKnown:
        return environment


def why_not(job: Job, known: Mapping[str, str]) -> str:
    """Why a job would not run for this event, or nobody here knows; empty where it would."""
    try:
        if not job.condition or holds(job.condition, known):
            return ""
    except NotKnown as missing:
        return str(missing)
    return f"is not for this event: {' '.join(job.condition.split())}"
