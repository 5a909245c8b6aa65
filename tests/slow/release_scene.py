"""The product, a clone to release from, both platforms rehearsed, and readers at the domain."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import yaml

from mlops.configuration.env_file import given_settings
from mlops.local.running_stack import running_stack
from mlops.local.state_folder import StateFolder
from mlops.release.declared.release import FILE
from mlops.release.log.history import recorded
from mlops.release.log.recorded import Recorded
from mlops.release.progress import Event, Kind
from tests.slow.broken_commits import Clone
from tests.slow.domain_readers import DomainReaders
from tests.slow.product import Product

ENV = "development"
STEP_S = "0.5"
SERVED_S_MAX = 120
COMMAND_S_MAX = 300
LOOK_EVERY_S = 0.1
FIGURES = {
    "health": {"within_s": 10},
    "performance": {"requests": 150, "samples_min": 60},
    "errors": {"requests": 300, "samples_min": 200},
}
"""Shorter than release.yml's, so that many releases fit in."""


def release_yml(port: int) -> str:
    """The committed release.yml with a port of this test and these figures."""
    document = yaml.safe_load(FILE.read_text())
    here = document["environments"][ENV]
    here["url"] = f"http://127.0.0.1:{port}"
    here["gates"] = {**here.get("gates", {}), **FIGURES}
    return str(yaml.safe_dump(document))


@dataclass
class Scene:
    """Commands of `candor release` as a person gives them, each with its words on record."""

    clone: Clone
    environment: dict[str, str]
    url: str
    log_url: str
    env_file: Path
    readers: DomainReaders
    session: list[str] = field(default_factory=list)

    def release(self, verb: str, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        done = subprocess.run(
            self._command(verb, *words), cwd=self.clone.folder, env=self.environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, timeout=COMMAND_S_MAX,
        )  # fmt: skip
        said = " ".join(("candor release", verb, "--env", ENV, *words))
        self.session.append(f"$ {said}\n{done.stdout}[exit code {done.returncode}]\n")
        return done

    def plan(self, commit: str) -> str:
        """The hash of what a release of a commit would do."""
        done = self.release("plan", "--commit", commit, "--without-ci")
        assert done.returncode == 0, done.stdout
        return done.stdout.strip().splitlines()[-1].removeprefix("hash of this plan: ")

    def apply(self, commit: str, plan_hash: str) -> subprocess.CompletedProcess[str]:
        """Carry it out, or go on with it."""
        return self.release("apply", *_applying(commit, plan_hash))

    def kill_at(self, step: str, kind: Kind, verb: str, *words: str) -> None:
        """SIGKILL a command as soon as it has written down that it began (to undo) a step."""
        before = self._begins(kind, step)
        process = subprocess.Popen(
            self._command(verb, *words), cwd=self.clone.folder, env=self.environment,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        until = time.monotonic() + COMMAND_S_MAX
        while self._begins(kind, step) == before:
            assert process.poll() is None, f"{verb} ended before {kind} {step}"
            assert time.monotonic() < until, f"{verb} did not come to {kind} {step}"
            time.sleep(LOOK_EVERY_S)
        process.send_signal(signal.SIGKILL)
        process.wait()

    def kill_apply_at(self, step: str, commit: str, plan_hash: str) -> None:
        """SIGKILL an apply at a step."""
        self.kill_at(step, Kind.BEGUN, "apply", *_applying(commit, plan_hash))

    def newest(self) -> Recorded:
        """The newest release as it is on record."""
        [newest] = asyncio.run(recorded(self.log_url, ENV, 1))
        return newest

    def runs(self) -> set[str]:
        """The commits that the domain and every service say."""
        settings = given_settings(ENV, self.env_file)
        api, key = settings["RENDER_API_URL"], settings["RENDER_API_KEY"]
        rows = httpx.get(f"{api}/services", headers={"Authorization": f"Bearer {key}"}).json()
        urls = [f"{row['service']['serviceDetails']['url']}/version" for row in rows]
        return {httpx.get(one).json()["commit"] for one in (f"{self.url}/api/v1/version", *urls)}

    def fail_the_next_build(self) -> None:
        """Vercel's next deployment fails while it is built."""
        settings = given_settings(ENV, self.env_file)
        fate = {"kind": "deployment", "at": "BUILDING", "ending": "fails"}
        httpx.post(
            f"{settings['VERCEL_API_URL']}/_fates",
            headers={"Authorization": f"Bearer {settings['VERCEL_TOKEN']}"},
            json=fate,
        ).raise_for_status()

    def _begins(self, kind: Kind, step: str) -> int:
        """How often it was written down, in all releases."""
        releases = asyncio.run(recorded(self.log_url, ENV))
        return sum(one.events.count(Event(kind, step)) for one in releases)

    def _command(self, verb: str, *words: str) -> Sequence[str]:
        return (sys.executable, "-m", "mlops.cli", "release", verb, "--env", ENV, *words)


def _applying(commit: str, plan_hash: str) -> Sequence[str]:
    return ("--commit", commit, "--plan-hash", plan_hash, "--without-ci", "--by", "ada")


@contextmanager
def rehearsed(product: Product, clone: Clone, port: int) -> Iterator[Scene]:
    """Both platforms serve the clone's base, and people read it, for the length of a block."""
    state = Path(product.environment["CANDOR_STATE"])
    env_file = state / "environments" / ENV / "rehearsal.env"
    log = clone.folder.parent / "rehearsal.log"
    command = (sys.executable, "-m", "mlops.cli", "release", "rehearse")
    words = ("--commit", clone.base, "--step-s", STEP_S)
    with log.open("wb") as output:
        process = subprocess.Popen(
            (*command, *words), cwd=clone.folder, env=product.environment,
            stdout=output, stderr=output, start_new_session=True,
        )  # fmt: skip
    until = time.monotonic() + SERVED_S_MAX
    while not env_file.exists():
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < until, log.read_text()
        time.sleep(LOOK_EVERY_S)
    (clone.folder / f".env.{ENV}").symlink_to(env_file)  # or every command would name it
    url = f"http://127.0.0.1:{port}"
    readers = DomainReaders(url)
    readers.start()
    log_url = running_stack(StateFolder(state)).owner_database_url
    try:
        yield Scene(clone, product.environment, url, log_url, env_file, readers)
    finally:
        readers.stop()
        os.killpg(process.pid, signal.SIGINT)
        process.wait(30)


@dataclass(frozen=True)
class Row:
    """What became of a fault: seconds, and the requests of those at the domain meanwhile."""

    fault: str
    ended: str
    found_by: str
    detect_s: float | None
    restore_s: float | None
    failed: int
    answers: int

    def cells(self) -> tuple[str, ...]:
        detect, restore = _span(self.detect_s), _span(self.restore_s)
        requests = f"{self.failed} of {self.answers + self.failed}"
        return (self.fault, self.ended, self.found_by, detect, restore, requests)


def _span(seconds: float | None) -> str:
    if seconds is None:
        return "–"
    return "under 1 s" if seconds < 1 else f"{seconds:.0f} s"


HEADER = ("N+1", "ends", "found by", "time to detect", "time to restore", "failed user requests")


def markdown(rows: Sequence[Row]) -> str:
    """The table."""
    lines = [HEADER, ("---",) * len(HEADER), *(one.cells() for one in rows)]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def detected_s(release: Recorded) -> float | None:
    """From when the faulty code was first tried, else the step that failed began, to the fail."""
    failed = next((one for one in release.dated if one.event.kind is Kind.FAILED), None)
    if failed is None:
        return None
    tried = [
        one.at
        for one in release.dated
        if one.event.kind is Kind.BEGUN
        and (one.event.step.startswith("gates.") or one.event.step == failed.event.step)
    ]
    return (failed.at - min(tried)).total_seconds()


def restored_s(release: Recorded) -> float | None:
    """From the first failed step or a person's word to the last thing undone."""
    if (broken_at := release.broken_at) is None:
        return None
    return (release.dated[-1].at - broken_at).total_seconds()


def found_by(release: Recorded) -> str:
    """The step that failed and what failed in it, as the log says; else who asked to go back."""
    if not any(one.kind is Kind.FAILED for one in release.events):
        return "a person"
    said = release.trouble.splitlines()
    step, _, first = (said[0] if said else "").partition(": ")
    gate = next((one for one in (first, *said[1:]) if ": failed: " in one), "")
    return f"`{step}`: {gate.partition(':')[0]}" if gate else f"`{step}`"
