"""`candor deploy workflow`."""

import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from functions.domain.errors import InvalidInput
from functions.environment import process_environment
from mlops.deployment.workflows.run_locally import FAILED, LEFT, Locally, Outcome, bare
from mlops.deployment.workflows.workflow_file import read_workflow
from mlops.local.settings import REPOSITORY
from mlops.terminal import Terminal

FOLDER = REPOSITORY / ".github" / "workflows"
HEADER = ("job", "step", "", "how, or why not")
STEP_CHARS_MAX = 60
SWITCHED_ON = {"vars.CANDOR_RELEASES": "on"}
"""Whoever runs a workflow here wants to see what it does."""


def workflow(
    name: Annotated[str, typer.Argument(help="A file of .github/workflows, without .yaml.")],
    job: Annotated[str, typer.Option(help="This job alone.")] = "",
    event: Annotated[str, typer.Option(help="What GitHub would run it for.")] = "push",
    commit: Annotated[str, typer.Option(help="What is cloned; not what is uncommitted.")] = "HEAD",
    secret: Annotated[
        list[str] | None, typer.Option(help="NAME=FILE: a secret, the text of a file.")
    ] = None,
    given: Annotated[
        list[str] | None, typer.Option("--input", help="NAME=TEXT, as a person would fill in.")
    ] = None,
    variable: Annotated[
        list[str] | None,
        typer.Option("--set", help="NAME=TEXT: a variable of every step, before its own."),
    ] = None,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="List the steps; run none.")] = False,
) -> None:
    """Run a workflow's steps here, each job in a clean clone; what needs GitHub is left, and said.

    Exit code 0: what can be run here passed; 1: a step failed, or there was none to run.
    """
    read = read_workflow(FOLDER / f"{name}.yaml")
    cloned = _commit(commit)
    secrets = {key: Path(file).read_text() for key, file in _pairs(secret, "--secret")}
    known = {
        "github.sha": cloned,
        "github.event_name": event,
        "github.ref_name": "main",
        "github.triggering_actor": "you",
        **SWITCHED_ON,
        **{f"inputs.{key}": text for key, text in _pairs(given, "--input")},
        **{f"secrets.{key}": text for key, text in secrets.items()},
    }
    if "GITHUB_TOKEN" in secrets:
        known["github.token"] = secrets["GITHUB_TOKEN"].strip()
    terminal = Terminal()
    told = replace(read, env={**read.env, **dict(_pairs(variable, "--set"))})
    here = Locally(told, REPOSITORY, cloned, known, bare(process_environment()), terminal.say)
    outcomes = list(here.listed(job) if dry_run else here.run(job))
    terminal.table(HEADER, [_row(one) for one in outcomes])
    raise typer.Exit(0 if dry_run else _status(outcomes))


def _status(outcomes: Sequence[Outcome]) -> int:
    if all(one.became == LEFT for one in outcomes):
        Terminal().say("Nothing of it can be run here, so nothing is known of it.")
        return 1
    return 1 if any(one.became == FAILED for one in outcomes) else 0


def _row(one: Outcome) -> tuple[str, str, str, str]:
    step = " ".join(one.step.split())
    return one.job, step[:STEP_CHARS_MAX], one.became, one.detail


def _pairs(texts: list[str] | None, option: str) -> list[tuple[str, str]]:
    pairs = [text.partition("=") for text in texts or []]
    if wrong := [name for name, equals, _ in pairs if not (name and equals)]:
        raise InvalidInput(f"{option} is NAME=…, not {wrong[0]!r}")
    return [(name, text) for name, _, text in pairs]


def _commit(name: str) -> str:
    done = subprocess.run(
        ("git", "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}"),
        cwd=REPOSITORY, check=False, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode != 0:
        raise InvalidInput(f"this checkout has no commit {name}; fetch it")
    return done.stdout.strip()
