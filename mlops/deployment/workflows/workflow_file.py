"""A workflow of GitHub Actions as data: what this project uses of it, and nothing it does not."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from functions.domain.errors import InvalidInput

WORKFLOW_KEYS = {"name", "on", "permissions", "concurrency", "env", "jobs"}
JOB_KEYS = {
    "name", "needs", "if", "runs-on", "timeout-minutes", "environment", "concurrency",
    "permissions", "outputs", "strategy", "env", "steps",
}  # fmt: skip
STEP_KEYS = {"name", "id", "if", "uses", "with", "env", "run"}
MINUTES_MAX = 360
"""GitHub's own limit of a job that has none."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: an action that it `uses`, or a script that it `run`s."""

    name: str
    id: str
    condition: str
    uses: str
    given: Mapping[str, Any]
    env: Mapping[str, str]
    run: str


@dataclass(frozen=True, slots=True)
class Job:
    """One job on a machine of its own. Of a `matrix` its first values are taken."""

    id: str
    needs: tuple[str, ...]
    condition: str
    environment: str
    minutes: int
    env: Mapping[str, str]
    matrix: Mapping[str, str]
    outputs: Mapping[str, str]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Workflow:
    """One file; every job after those that it needs."""

    name: str
    env: Mapping[str, str]
    jobs: tuple[Job, ...]


def read_workflow(path: Path) -> Workflow:
    """The workflow in a file. Raises InvalidInput where it uses what is not known here."""
    try:
        document = yaml.safe_load(path.read_text())
    except FileNotFoundError:
        known = ", ".join(sorted(one.stem for one in path.parent.glob("*.yaml")))
        raise InvalidInput(f"there is no workflow {path.stem}; there are: {known}") from None
    # YAML 1.1 reads `on` as a truth value.
    whole = {("on" if key is True else key): value for key, value in document.items()}
    _refuse_others(path.name, whole, WORKFLOW_KEYS)
    jobs = {name: _job(f"{path.name}: {name}", name, one) for name, one in whole["jobs"].items()}
    return Workflow(path.stem, _texts(whole.get("env")), _in_order(jobs))


def _job(place: str, name: str, raw: Mapping[str, Any]) -> Job:
    _refuse_others(place, raw, JOB_KEYS)
    needs, environment = raw.get("needs", []), raw.get("environment", "")
    matrix = raw.get("strategy", {}).get("matrix", {})
    return Job(
        id=name,
        needs=(needs,) if isinstance(needs, str) else tuple(needs),
        condition=str(raw.get("if", "")),
        environment=environment["name"] if isinstance(environment, Mapping) else environment,
        minutes=raw.get("timeout-minutes", MINUTES_MAX),
        env=_texts(raw.get("env")),
        matrix={key: str(values[0]) for key, values in matrix.items()},
        outputs=_texts(raw.get("outputs")),
        steps=tuple(_step(place, number, one) for number, one in enumerate(raw["steps"], 1)),
    )


def _step(place: str, number: int, raw: Mapping[str, Any]) -> Step:
    _refuse_others(f"{place}: step {number}", raw, STEP_KEYS)
    run, uses = raw.get("run", ""), raw.get("uses", "")
    return Step(
        name=raw.get("name") or uses.partition("@")[0] or run.strip(),
        id=raw.get("id", ""),
        condition=str(raw.get("if", "")),
        uses=uses,
        given=raw.get("with", {}),
        env=_texts(raw.get("env")),
        run=run,
    )


def _in_order(jobs: Mapping[str, Job]) -> tuple[Job, ...]:
    done: dict[str, Job] = {}
    while rest := [one for name, one in jobs.items() if name not in done]:
        ready = [one for one in rest if done.keys() >= set(one.needs)]
        if not ready:
            raise InvalidInput(f"{rest[0].id} needs a job that is not there, or that needs it")
        done |= {one.id: one for one in ready}
    return tuple(done.values())


def _texts(raw: Mapping[str, Any] | None) -> dict[str, str]:
    return {name: str(value) for name, value in (raw or {}).items()}


def _refuse_others(place: str, raw: Mapping[str, Any], known: set[str]) -> None:
    if others := sorted(str(key) for key in raw.keys() - known):
        raise InvalidInput(
            f"{place} uses {', '.join(others)}, which nothing on this machine stands for"
        )
