"""Runs a workflow's steps as GitHub would, each job in a clean clone, as far as that goes here."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from functions.domain.errors import InvalidInput, OutOfTime
from mlops.configuration.catalogue import catalogue
from mlops.deployment.workflows.decide import Cloned, Decision, Left, Present, Run, decide, why_not
from mlops.deployment.workflows.expressions import NotKnown, resolved
from mlops.deployment.workflows.workflow_file import Job, Step, Workflow

GIT_S_MAX = 120
VERSION_S_MAX = 10
RUNNERS = ("GITHUB_", "ACTIONS_", "RUNNER_", "CANDOR_")
DONE, FAILED, LEFT = "done", "failed", "left"
WOULD = "would"
AFTER_LEFT = "comes after a step that was left"
AFTER_FAILURE = "comes after a failure"
FROM_A_STEP = "(what the step gives)"
ASKED = re.compile(r"\bsteps\.[\w-]+\.outputs\.[\w-]+")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one step."""

    job: str
    step: str
    became: str
    detail: str


@dataclass(frozen=True)
class Locally:
    """One workflow at one commit. `known` are the values of expressions, `base` the variables."""

    workflow: Workflow
    repository: Path
    commit: str
    known: Mapping[str, str]
    base: Mapping[str, str]
    say: Callable[[str], None]
    outputs: dict[str, str] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    """Jobs that failed, were not for this event, or needed one of these."""

    def listed(self, only: str = "") -> Iterator[Outcome]:
        """What would become of every step; runs nothing."""
        for job in self._jobs(only):
            if why := self._why_not(job):
                yield Outcome(job.id, "", LEFT, why)
                continue
            given = dict.fromkeys(_asked_of_steps(job), FROM_A_STEP)
            is_missed = False
            for step in job.steps:
                decision = self._decided(step, job, given, after_left=is_missed)
                is_missed |= isinstance(decision, Left) and decision.is_missed
                yield Outcome(job.id, step.name, *_foreseen(decision))
            if not is_missed:
                self.outputs.update(
                    {f"needs.{job.id}.outputs.{k}": FROM_A_STEP for k in job.outputs}
                )

    def run(self, only: str = "") -> Iterator[Outcome]:
        """Do it; the outcome of each step as it comes. Raises InvalidInput, OutOfTime."""
        for job in self._jobs(only):
            if why := self._why_not(job):
                yield Outcome(job.id, "", LEFT, why)
                continue
            with tempfile.TemporaryDirectory(prefix="candor-workflow-") as folder:
                yield from self._job(job, Path(folder))

    def _why_not(self, job: Job) -> str:
        needed = [one for one in job.needs if one in self.broken]
        why = f"needs the job {needed[0]}" if needed else why_not(job, self._known(job, {}))
        if why:
            self.broken.add(job.id)
        return why

    def _jobs(self, only: str) -> list[Job]:
        jobs = [one for one in self.workflow.jobs if only in ("", one.id)]
        if not jobs:
            known = ", ".join(one.id for one in self.workflow.jobs)
            raise InvalidInput(f"{self.workflow.name} has no job {only!r}; it has: {known}")
        return jobs

    def _job(self, job: Job, folder: Path) -> Iterator[Outcome]:
        clone, until = folder / "clone", time.monotonic() + job.minutes * 60
        self._clone(clone)
        given: dict[str, str] = {}
        has_failed, is_missed = False, False
        for step in job.steps:
            decision = self._decided(step, job, given, after_left=is_missed)
            if has_failed and not (isinstance(decision, Run) and decision.whatever_happened):
                yield Outcome(job.id, step.name, LEFT, AFTER_FAILURE)
                continue
            match decision:
                case Run():
                    self.say(f"── {job.id}: {step.name}")
                    outcome = self._step(job, step, decision, clone, until)
                    written = _written(folder / "output")
                    given |= {f"steps.{step.id}.outputs.{k}": v for k, v in written.items()}
                case Present(program, version):
                    outcome = Outcome(job.id, step.name, *_present(program, version))
                case Cloned():
                    outcome = Outcome(
                        job.id, step.name, DONE, f"a clean clone of {self.commit[:7]}"
                    )
                case Left(reason):
                    outcome = Outcome(job.id, step.name, LEFT, reason)
            has_failed |= outcome.became == FAILED
            is_missed |= isinstance(decision, Left) and decision.is_missed
            yield outcome
        if has_failed:
            self.broken.add(job.id)
        for name, text in job.outputs.items():
            with contextlib.suppress(NotKnown):
                self.outputs[f"needs.{job.id}.outputs.{name}"] = resolved(text, given)

    def _decided(
        self, step: Step, job: Job, given: Mapping[str, str], *, after_left: bool
    ) -> Decision:
        decision = decide(step, job, self.workflow, self._known(job, given))
        return Left(AFTER_LEFT) if after_left and isinstance(decision, Run) else decision

    def _known(self, job: Job, given: Mapping[str, str]) -> dict[str, str]:
        matrix = {f"matrix.{name}": value for name, value in job.matrix.items()}
        return {**self.known, **matrix, **self.outputs, **given}

    def _clone(self, clone: Path) -> None:
        for command in (
            ("git", "clone", "--quiet", "--no-checkout", str(self.repository), str(clone)),
            ("git", "-C", str(clone), "checkout", "--quiet", "--detach", self.commit),
        ):
            done = subprocess.run(
                command, check=False, capture_output=True, text=True, timeout=GIT_S_MAX
            )
            if done.returncode != 0:
                raise InvalidInput(f"git cannot clone {self.commit[:7]}: {done.stderr.strip()}")

    def _step(self, job: Job, step: Step, run: Run, clone: Path, until: float) -> Outcome:
        folder, begun = clone.parent, time.monotonic()
        (folder / "output").write_text("")
        (folder / "script").write_text(run.script)
        files = {
            "GITHUB_OUTPUT": str(folder / "output"),
            "GITHUB_STEP_SUMMARY": str(folder / "summary"),
            "GITHUB_SHA": self.commit,
            "CI": "true",
        }
        status = _ended(
            ("bash", "-e", str(folder / "script")), clone, {**self.base, **files, **run.env}, until
        )
        if status is None:
            raise OutOfTime(f"{job.id} took longer than its {job.minutes} min")
        took = f"in {time.monotonic() - begun:.0f} s"
        became, detail = (DONE, took) if status == 0 else (FAILED, f"with {status}, {took}")
        return Outcome(job.id, step.name, became, detail)


def bare(environ: Mapping[str, str]) -> dict[str, str]:
    """This process's variables as a hired machine has them: no setting of ours, no other run's."""
    ours = catalogue().keys()
    return {
        name: value
        for name, value in environ.items()
        if name not in ours and not name.startswith(RUNNERS)
    }


def _asked_of_steps(job: Job) -> set[str]:
    texts = [text for step in job.steps for text in (step.run, *step.env.values())]
    return {name for text in (*texts, *job.outputs.values()) for name in ASKED.findall(text)}


def _foreseen(decision: Decision) -> tuple[str, str]:
    match decision:
        case Left(reason):
            return LEFT, reason
        case Present(program, version):
            return WOULD, f"look for {program} ({version} there)"
        case Cloned():
            return WOULD, "clone this repository"
        case Run():
            return WOULD, "run"


def _present(program: str, version: str) -> tuple[str, str]:
    if shutil.which(program) is None:
        return FAILED, f"{program} is not here; install it"
    asked = subprocess.run(
        (program, "--version"), check=False, capture_output=True, text=True, timeout=VERSION_S_MAX
    )
    return DONE, f"{asked.stdout.strip() or program} here, {version} there"


def _written(output: Path) -> dict[str, str]:
    """The outputs of a step: NAME=value lines."""
    lines = output.read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)


def _ended(
    command: tuple[str, ...], folder: Path, env: Mapping[str, str], until: float
) -> int | None:
    """Its status; None where it ran out of time. Whatever ends the wait ends all it started."""
    process = subprocess.Popen(command, cwd=folder, env=dict(env), start_new_session=True)
    try:
        return process.wait(timeout=max(until - time.monotonic(), 1))
    except subprocess.TimeoutExpired:
        return None
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
