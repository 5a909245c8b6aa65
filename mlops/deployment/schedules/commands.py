"""`candor schedules write`, `check`, `apply` and `show`."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from functions.domain.errors import InvalidInput
from functions.jobs.cadence import CADENCE
from mlops.configuration.check import read_qstash
from mlops.configuration.commands import File, require_environment
from mlops.configuration.env_file import given_settings
from mlops.deployment.schedules.anchor_workflow import anchor_workflow
from mlops.deployment.schedules.qstash import QstashSchedule
from mlops.deployment.schedules.reference import with_reference
from mlops.deployment.schedules.render_crons import render_refusals
from mlops.deployment.schedules.tick_workflow import tick_workflow
from mlops.deployment.schedules.triggers import TRIGGERS, Trigger, cron_expressions
from mlops.deployment.schedules.vercel_crons import plan_named, refusals, with_crons
from mlops.local.settings import REPOSITORY
from mlops.local.whole_file import write_whole
from mlops.terminal import Terminal

VERCEL_JSON, RENDER_YAML = Path("vercel.json"), Path("render.yaml")
WORKFLOW, REFERENCE = Path(".github/workflows/tick.yaml"), Path("docs/schedules.md")
WITNESS = Path(".github/workflows/anchor.yaml")

Plan = Annotated[str, typer.Option(help="Vercel's plan: hobby or pro.")]
Environment = Annotated[str, typer.Option("--env", help="staging or production.")]

app = typer.Typer(help="When jobs run: every scheduler's configuration, from one table.")


@app.command()
def write(plan: Plan = "hobby") -> None:
    """Write vercel.json's crons, GitHub's workflows and the table in docs/schedules.md."""
    terminal = Terminal()
    for name, text in generated(REPOSITORY, plan_named(plan)).items():
        path = REPOSITORY / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, text)
        terminal.say(f"Wrote {name}")


@app.command()
def check(plan: Plan = "hobby") -> None:
    """Hold what is committed to a plan's limits and to the cadence table."""
    vercel = plan_named(plan)
    wrong = list(found_wrong(REPOSITORY, vercel))
    if wrong:
        raise InvalidInput("; ".join(wrong))
    Terminal().say(f"The schedules are those of the cadence table; Vercel's are for {plan}.")


@app.command()
def apply(env: Environment, env_file: File = None) -> None:
    """Create or update the environment's schedule at QStash."""
    schedule = _schedule(env, env_file)
    cron = schedule.apply()
    Terminal().say(f"QStash will POST {schedule.destination} at {cron} UTC ({schedule.id})")


@app.command()
def show(
    env: Annotated[str | None, typer.Option("--env", help="Ask QStash for its schedule.")] = None,
    env_file: File = None,
) -> None:
    """List the jobs, every trigger's cron expressions, and what QStash has."""
    terminal = Terminal()
    terminal.table(
        ("job", "minutes", "hours (UTC)"),
        [(one.job, _listed(one.minutes), _listed(one.hours)) for one in CADENCE],
    )
    terminal.table(
        ("trigger", "cron (UTC)", "chances before the deadline"),
        [(one.name, _crons(one), str(one.chances_in_time())) for one in TRIGGERS],
    )
    if env is not None:
        terminal.say(_at_qstash(_schedule(env, env_file)))


def generated(repository: Path, vercel: Trigger) -> dict[Path, str]:
    """Every generated file and what it should say."""
    return {
        VERCEL_JSON: with_crons((repository / VERCEL_JSON).read_text(), vercel),
        WORKFLOW: tick_workflow(),
        WITNESS: anchor_workflow(),
        REFERENCE: with_reference((repository / REFERENCE).read_text()),
    }


def found_wrong(repository: Path, vercel: Trigger) -> list[str]:
    """What a deployment would be refused for, and what differs from the table, in sentences."""
    wrong = list(refusals((repository / VERCEL_JSON).read_text(), vercel))
    for name, text in generated(repository, vercel).items():
        path = repository / name
        if not path.is_file() or path.read_text() != text:
            wrong.append(f"{name} is not what the cadence table says; run `candor schedules write`")
    if (repository / RENDER_YAML).is_file():
        wrong += render_refusals((repository / RENDER_YAML).read_text())
    return wrong


def _schedule(env: str, env_file: Path | None) -> QstashSchedule:
    require_environment(env)
    return QstashSchedule(read_qstash(env, given_settings(env, env_file)))


def _at_qstash(schedule: QstashSchedule) -> str:
    found = schedule.read()
    if found is None:
        return f"QStash has no schedule {schedule.id}; `candor schedules apply` creates it."
    last = found.last_schedule_time
    fired = f"{datetime.fromtimestamp(last / 1000, UTC):%Y-%m-%d %H:%M} UTC" if last else "never"
    state = "paused" if found.paused else f"fired last: {fired}"
    where = "" if found.destination == schedule.destination else " (not this environment's)"
    return f"QStash: {found.cron} UTC → {found.destination}{where}; {state}"


def _crons(trigger: Trigger) -> str:
    return "; ".join(cron_expressions(trigger.pace))


def _listed(numbers: tuple[int, ...]) -> str:
    return "every" if numbers == tuple(range(24)) else ", ".join(map(str, numbers))
