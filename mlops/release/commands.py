"""`candor release`: its commands, some of them from modules of their own."""

import json
from datetime import timedelta
from typing import Annotated

import typer

from functions.adapters.system import SystemClock
from functions.domain.units import instant_text
from mlops.deployment.costs.bill import bill, read_plans
from mlops.deployment.costs.table import bill_rows
from mlops.release import shown
from mlops.release.asked import (
    By,
    Champion,
    CiResult,
    Commit,
    Env,
    File,
    First,
    WithoutCi,
    finished,
    log_of,
    named,
    target_of,
)  # fmt: skip
from mlops.release.checkout import Checkout
from mlops.release.conduct import Conductor, unfinished_sentence
from mlops.release.dora import figures
from mlops.release.ended import EXIT, say_ending
from mlops.release.gating import gates
from mlops.release.holder import holder
from mlops.release.log.history import recorded
from mlops.release.log.journal import open_log
from mlops.release.log.lease import Lease
from mlops.release.log.promotions import hotfixes
from mlops.release.preflight.source import tests_source
from mlops.release.prepare import Request, prepare
from mlops.release.progress import Ending
from mlops.release.promotion.commands import approve, promote
from mlops.release.rehearse_command import rehearse
from mlops.release.size_command import size
from mlops.release.survey import observed
from mlops.release.telling import told
from mlops.release.workflows.commands import app as workflows
from mlops.terminal import Terminal

PARTLY = 3
SPAN_DAYS = 30
app = typer.Typer(help="Release to both platforms as one act.", no_args_is_help=True)
app.command()(rehearse)
app.command()(promote)
app.command()(approve)
app.command()(size)


@app.callback()
def release() -> None:
    """docs/releasing.md tells the whole of it."""


@app.command("plan")
def plan_command(
    env: Env,
    commit: Commit = "HEAD",
    env_file: File = None,
    ci_result: CiResult = None,
    champion: Champion = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="The plan as JSON.")] = False,
    cost: Annotated[bool, typer.Option("--cost", help="Print the monthly bill too.")] = False,
    first: First = False,
    without_ci: WithoutCi = False,
) -> None:
    """Show what a release would change and how each step is undone; exit code 1 if it may not."""

    async def made() -> None:
        async with target_of(env, env_file) as target:
            asked = target.checkout.commit(commit)
            request = Request(asked, first, without_ci, champion)
            source = tests_source(env, target.given, ci_result)
            prepared = await prepare(target, request, source)
            plan = prepared.approved()
            remarks, newest = prepared.remarks, await recorded(target.log_url, env, 1)
        if newest and newest[0].ending is None:
            remarks = (unfinished_sentence(newest[0]), *remarks)
        terminal = Terminal()
        if as_json:
            shows = {"hash": plan.digest(), **plan.to_record(), "remarks": remarks}
            terminal.say(json.dumps(shows, indent=2))
            return
        if plan.stages:
            terminal.table(shown.PLAN_HEADER, shown.plan_rows(plan))
            terminal.say("")
        else:
            terminal.say(shown.ending_sentence(Ending.NOTHING_TO_DO, plan.commit))
        for one in remarks:
            terminal.say(f"To know: {one}")
        if cost:
            header, *rows = bill_rows(bill(read_plans(), target.declared.profile))
            terminal.table(header, rows)
            terminal.say("")
        if plan.stages:
            # Last, where it is found again.
            terminal.say(f"hash of this plan: {plan.digest()}")

    finished(made)


@app.command("apply")
def apply_command(
    env: Env,
    plan_hash: Annotated[str, typer.Option(help="Of the plan that was looked at.")],
    commit: Commit = "HEAD",
    env_file: File = None,
    ci_result: CiResult = None,
    by: By = "",
    champion: Champion = None,
    *,
    first: First = False,
    without_ci: WithoutCi = False,
) -> None:
    """Carry out a plan that was looked at, or go on with it.

    Exit code 0: released; 1: refused, or cut short; 2: rolled back; 3: rolled back in part.
    """

    async def made() -> int:
        async with target_of(env, env_file) as target:
            asked = target.checkout.commit(commit)
            request = Request(asked, first, without_ci, champion)
            source = tests_source(env, target.given, ci_result)
            conductor = Conductor(target, gates, named(by), Terminal().say)
            async with told(target, Terminal().say):
                done = await conductor.apply(plan_hash, lambda: prepare(target, request, source))
        say_ending(done)
        return EXIT[done.ending]

    raise typer.Exit(finished(made))


@app.command()
def rollback(
    env: Env,
    env_file: File = None,
    by: By = "",
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Undo the newest release. Exit code 0: undone; 1: refused, or cut short; 3: in part."""

    async def made() -> int:
        async with target_of(env, env_file) as target:
            conductor = Conductor(target, gates, named(by), Terminal().say)
            newest = await conductor.to_undo()
            begun = f"begun {instant_text(newest.begun_at)} by {newest.who}"
            question = f"Undo release {newest.id} of {newest.plan.commit[:7]} to {env}, {begun}?"
            if not yes:
                typer.confirm(question, abort=True)
            async with told(target, Terminal().say):
                done = await conductor.roll_back(newest.id)
        say_ending(done)
        return PARTLY if done.ending is Ending.PARTLY_ROLLED_BACK else 0

    raise typer.Exit(finished(made))


@app.command()
def status(env: Env, env_file: File = None) -> None:
    """Show what runs, who releases, and how the newest release ended."""

    async def made() -> None:
        async with target_of(env, env_file) as target:
            terminal = Terminal()
            terminal.table(shown.LIVE_HEADER, shown.live_rows(await observed(target)))
            newest = await recorded(target.log_url, env, 1)
            terminal.say("")
            if not newest:
                terminal.say(f"No release of {env} is on record.")
                return
            terminal.table(shown.HISTORY_HEADER, shown.history_rows(newest))
            held = await Lease(target.log_url, env, "").held()
            if held is not None:
                since = instant_text(held.taken_at)
                terminal.say(f"{held.holder} holds {env} since {since}: {held.reason}")
            elif newest[0].ending is None:
                terminal.say("Nobody goes on with it: `candor release apply` or `rollback` does.")

    finished(made)


@app.command()
def history(
    env: Env,
    env_file: File = None,
    days: Annotated[int, typer.Option(min=1, help="How far back.")] = SPAN_DAYS,
) -> None:
    """List the releases with their outcome, and what they amount to."""

    async def made() -> None:
        until = SystemClock().now()
        since = until - timedelta(days=days)
        url = log_of(env, env_file)
        releases = [one for one in await recorded(url, env) if one.begun_at > since]
        terminal = Terminal()
        if releases:
            listed = shown.history_rows(releases, await hotfixes(url, env))
            terminal.table(shown.HISTORY_HEADER, listed)
            terminal.say("")
        found = figures(releases, Checkout().committed_at, since, until)
        terminal.table(("of the last", f"{days} days"), shown.figure_rows(found))

    finished(made)


@app.command()
def unlock(
    env: Env,
    env_file: File = None,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Take the lease from whoever holds it; what they do next is refused."""

    async def made() -> None:
        url = log_of(env, env_file)
        await open_log(url)
        lease = Lease(url, env, holder(named("")))
        held = await lease.held()
        if held is None:
            Terminal().say(f"Nobody holds {env}.")
            return
        said = f"{held.holder}, who holds {env} since {instant_text(held.taken_at)} ({held.reason})"
        if not yes:
            typer.confirm(f"Take it from {said}?", abort=True)
        taken = await lease.take_away()
        Terminal().say(f"Taken from {taken.holder if taken else held.holder}.")

    finished(made)


app.registered_commands.extend(workflows.registered_commands)
