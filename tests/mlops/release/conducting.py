"""A whole environment to release to: both platforms emulated, PostgreSQL real, no git."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from functions.adapters.postgres.migrate import migrations
from functions.adapters.system import SystemClock
from functions.domain.errors import InvalidInput
from mlops.configuration.access import secret_names
from mlops.release.checkout import Checkout
from mlops.release.conduct import Conducted, Conductor
from mlops.release.database import Database
from mlops.release.declared.release import read_release
from mlops.release.execute import Handler
from mlops.release.handlers.stager import CreatingStager
from mlops.release.preflight.build_size import Size
from mlops.release.preflight.checks import CiOutcome
from mlops.release.prepare import Prepared, Request, prepare
from mlops.release.secrets.entry import Entry, Kind, fingerprint
from mlops.release.secrets.register import Register
from mlops.release.target import Target
from mlops.release.vault.file_vault import FileVault
from mlops.release.verdict import Outcome, Verdict
from tests.mlops.configuration.environments import MLFLOW, OPERATOR
from tests.mlops.release.rig import NEW, OLD_PAGE, OLD_SERVICE, Killed, Rig

ENV = "staging"
GIVEN = {**OPERATOR, **MLFLOW, "CANDOR_ENV": ENV, "VITE_CANDOR_ENV": ENV, "CANDOR_MODE": "live"}
WELL = Verdict(Outcome.PASSED, "it is well", 1)
NUMBERS = {
    "health": [WELL],
    "journey": [WELL],
    "performance": [
        Verdict(Outcome.PASSED, "p50 is 1.04 times what it was", 200, 1.04, 0.89, 1.20),
        Verdict(Outcome.PASSED, "p95 is 0.89 times what it was", 200, 0.89, 0.69, 1.18),
    ],
    "errors": [Verdict(Outcome.PASSED, "0 of 600 failed", 600, 0.0, 0.0, 0.006)],
    "issued": [WELL],
}
"""What each gate measures where all is well."""
AUTHOR = ("Grace Hopper", "grace@candor.example")
COMMITTED = datetime(2026, 1, 1, tzinfo=UTC)
PASSED = (CiOutcome.PASSED, "ci: passed")


@dataclass(frozen=True, slots=True)
class Commits(Checkout):
    """Every commit is on the branches `on`, with the migrations of this code and `more`."""

    more: list[tuple[str, str]] = field(default_factory=list)
    on: list[str] = field(default_factory=lambda: ["main"])

    def commit(self, name: str) -> str:
        return NEW if name == "HEAD" else name

    def committed_at(self, _: str) -> datetime | None:
        return COMMITTED

    def author(self, _: str) -> tuple[str, str]:
        return AUTHOR

    def branches(self, _: str) -> list[str]:
        return self.on

    def text(self, _: str, file: str) -> str | None:
        return (self.folder / file).read_text()

    def export(self, _: str, files: Sequence[str], folder: Path) -> None:
        Checkout.export(self, Checkout.commit(self, "HEAD"), files, folder)

    def migrations(self, _: str) -> list[tuple[str, str]]:
        return [*migrations(), *self.more]


async def _nothing() -> None:
    """Nobody does anything meanwhile."""


@dataclass
class Stage:
    """What a test changes on the way, and what it is told."""

    rig: Rig
    target: Target
    commits: Commits
    tests: tuple[CiOutcome, str] = PASSED
    failing: set[str] = field(default_factory=set)
    said: list[str] = field(default_factory=list)
    meanwhile: Callable[[], Awaitable[None]] = _nothing
    gates_run: list[Mapping[str, Any]] = field(default_factory=list)
    numbers: dict[str, list[Verdict]] = field(default_factory=lambda: dict(NUMBERS))

    def conductor(self, who: str = "ada") -> Conductor:
        """Whoever releases."""
        return Conductor(self.target, self.gates, who, self.said.append)

    async def prepare(self) -> Prepared:
        """Plan, and every reason against it."""
        return await prepare(self.target, Request(NEW), self.tests_of)

    async def tests_of(self, _: str) -> tuple[CiOutcome, str]:
        return self.tests

    async def planned(self) -> str:
        """The hash that a person looks at."""
        return (await self.prepare()).approved().digest()

    async def apply(self, approved: str | None = None, who: str = "ada") -> Conducted:
        """Apply what was approved, without one what is planned now."""
        return await self.conductor(who).apply(approved or await self.planned(), self.prepare)

    def gates(self, _: Target) -> Mapping[str, Handler]:
        """Gates that fail where a test says so."""

        async def gates(arguments: Mapping[str, Any]) -> Any:
            self.gates_run.append(arguments)
            await self.meanwhile()
            name = str(arguments.get("gate", arguments["at"]))
            if self.rig.is_dead:
                raise Killed
            if name in self.failing or (name.startswith("dpl_") and "staged" in self.failing):
                raise InvalidInput(f"the gate {name} fails: p95 is 2.00 times what it was")
            chosen = (
                [name] if name in self.numbers else [one for one in self.numbers if one != "issued"]
            )
            return {
                "gates": {one: [asdict(each) for each in self.numbers[one]] for one in chosen},
                "left_out": [],
                "requests": 100,
            }

        return {"gates": gates}


async def put_on_record(url: str, environment: str, given: Mapping[str, str]) -> None:
    """Everything secret in it was made just now, by ada."""
    now = SystemClock().now()
    register = Register(url, environment)
    await register.open()
    await register.add(
        *(
            Entry(
                Kind.MADE, (name,), "ada", "a test", now,
                (fingerprint(environment, name, given[name]),), "ada", now,
            )
            for name in secret_names(given)
        )
    )  # fmt: skip


async def staged(rig: Rig, url: str, folder: Path, env: str = ENV) -> Stage:
    """The environment, its database at `url`, as it was told the settings of before."""
    declared = read_release().environment(env)
    [mlflow, grafana] = (declared.render[one] for one in ("mlflow", "grafana"))
    services = {
        "mlflow": mlflow.model_copy(update={"name": "candor-mlflow"}),
        "grafana": grafana.model_copy(update={"name": "candor-grafana"}),
    }
    project = declared.vercel.model_copy(update={"project": rig.site.id})
    commits, vault = Commits(), FileVault(folder / "settings")
    await vault.keep([OLD_PAGE, OLD_SERVICE])
    target = Target(
        env,
        declared.model_copy(update={"render": services, "vercel": project}),
        GIVEN | {"CANDOR_ENV": env, "VITE_CANDOR_ENV": env},
        url,
        rig.vercel,
        rig.environment,
        rig.render,
        Database(url),
        vault,
        CreatingStager(rig.vercel),
        commits,
        rig.said,
        rig.pace,
        measured=lambda commit: Size(commit, 50_000_000, 90_000),
    )
    return Stage(rig, target, commits)
