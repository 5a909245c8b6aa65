"""Two environments that share nothing: what was released to one is promoted to the other."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from psycopg.types.json import Jsonb

from functions.adapters.postgres.migrate import migrate
from mlops.local.postgres import OWNER_ROLE, PostgresServer
from mlops.release.clients.vercel import COMMIT
from mlops.release.log.history import log_clock
from mlops.release.log.journal import open_log
from mlops.release.plan.step import Plan
from mlops.release.preflight.checks import CiOutcome
from mlops.release.preflight.ci import Said
from mlops.release.progress import Kind
from mlops.release.promotion.gather import Promoter
from mlops.release.promotion.watched import Watched
from tests.mlops.release.conducting import NUMBERS, PASSED, Stage, put_on_record, staged
from tests.mlops.release.promotion.statuses import status
from tests.mlops.release.rig import NEW, Rig

DATABASES = ("candor_before", "candor_after")
SOAKED = timedelta(hours=25)
DONE = (Kind.BEGUN, Kind.DONE)
FAILED = (Kind.BEGUN, Kind.FAILED, Kind.UNDO_BEGUN, Kind.UNDONE)


@pytest.fixture(scope="session")
def urls(postgres_cluster: PostgresServer) -> tuple[str, str]:
    """Two migrated databases."""
    for name in DATABASES:
        postgres_cluster.create_database(name)
        migrate(postgres_cluster.url(OWNER_ROLE, name))
    first, second = (postgres_cluster.url(OWNER_ROLE, name) for name in DATABASES)
    return first, second


@dataclass
class Two:
    """Staging and production, and what is known of them."""

    before: Stage
    after: Stage
    workflows: dict[str, Said] = field(
        default_factory=lambda: {"ci": PASSED, "security": (CiOutcome.PASSED, "security: passed")}
    )
    watched: Watched | str | None = None
    later: timedelta = SOAKED

    async def release_before(self) -> None:
        """Staging runs N+1, and its log tells of the release as if it had been applied."""
        record(self.before, await steps(self.before), DONE)
        self.before.rig.site.serve({COMMIT: NEW})
        for service in self.before.rig.services:
            service.deploys[-1].commit = NEW

    def promoter(self, who: str = "ada", hotfix: str = "") -> Promoter:
        """Whoever promotes, a day after the release to staging."""
        return Promoter(
            self.after.target,
            self.before.target,
            self.said,
            who,
            hotfix,
            self.status,
            self.clock,
        )

    async def clock(self, url: str) -> datetime:
        assert url == self.before.target.log_url
        return await log_clock(url) + self.later

    async def said(self, workflow: str, commit: str) -> Said:
        assert commit == NEW
        return self.workflows.get(workflow, (CiOutcome.UNKNOWN, "nobody knows"))

    async def status(self, url: str) -> Watched | str:
        assert url == self.before.target.declared.url
        now = await self.clock(self.before.target.log_url)
        return self.watched or Watched.model_validate(status(now)["operation"])


async def steps(stage: Stage) -> Plan:
    """The plan of what would be released there."""
    return (await stage.prepare()).approved()


def record(stage: Stage, plan: Plan, kinds: Sequence[Kind]) -> None:
    """Put a release on record at once, with these events of each of its steps."""
    runs = [one for one in stage.numbers if one != "issued"]
    shown = {name: [asdict(one) for one in stage.numbers[name]] for name in stage.numbers}
    left_out = sorted({*NUMBERS} - {*stage.numbers})
    outputs = {
        "gates.staged": {name: shown[name] for name in runs},
        "gates.domain": {name: shown[name] for name in runs},
        "gates.issued": {"issued": shown["issued"]},
    }
    with psycopg.connect(stage.target.log_url) as connection:
        [(release,)] = connection.execute(
            """
            INSERT INTO release.release (environment, commit, plan_digest, plan, who)
            VALUES (%s, %s, %s, %s, 'ada') RETURNING id
            """,
            [plan.environment, plan.commit, plan.digest(), Jsonb(plan.to_record())],
        )
        events = [(one.id, kind) for one in plan.steps() for kind in kinds]
        for number, (step, kind) in enumerate(events, 1):
            output = (
                {"gates": outputs[step], "left_out": left_out, "requests": 100}
                if step in outputs
                else None
            )
            connection.execute(
                """
                INSERT INTO release.event (release, number, kind, step, sentence, output, holder)
                VALUES (%s, %s, %s, %s, '', %s, 'ada@desk 1')
                """,
                [release, number, kind.value, step, Jsonb(output)],
            )


async def environments(urls: tuple[str, str], folder: Path) -> Two:
    """Both serve N; their logs are empty."""
    for url in urls:
        with psycopg.connect(url) as connection:
            connection.execute("DROP SCHEMA IF EXISTS release CASCADE")
        await open_log(url)
    rigs = Rig(), Rig()
    for rig in rigs:
        await rig.prepare()
    two = Two(
        await staged(rigs[0], urls[0], folder / "before"),
        await staged(rigs[1], urls[1], folder / "after", "production"),
    )
    for stage in (two.before, two.after):
        await put_on_record(stage.target.log_url, stage.target.name, stage.target.given)
    return two


@pytest.fixture
async def two(urls: tuple[str, str], tmp_path: Path) -> Two:
    """Both environments serve N; staging shall serve N+1 first."""
    return await environments(urls, tmp_path)
