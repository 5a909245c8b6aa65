"""`candor release promote` and `candor release approve`."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from functions.domain.errors import InvalidInput
from functions.domain.units import instant_text
from mlops.deployment.workflows.runners_files import PAGE, add
from mlops.local.whole_file import write_whole
from mlops.release.asked import By, Champion, Env, File, First, finished, named, target_of
from mlops.release.conduct import Conductor, unfinished_sentence
from mlops.release.ended import EXIT, say_ending
from mlops.release.gating import gates
from mlops.release.log import promotions
from mlops.release.log.recorded import Recorded
from mlops.release.preflight.source import workflows_source
from mlops.release.prepare import Prepared, Request
from mlops.release.progress import Ending
from mlops.release.promotion.gather import Promoter, promotion_of
from mlops.release.promotion.report import HEADER, Report, rows
from mlops.release.shown import ending_sentence
from mlops.release.telling import told
from mlops.release.workflows.summary import criteria
from mlops.terminal import Terminal

REFUSED = 1
Commit = Annotated[
    str, typer.Option(help="A commit, branch or tag; else what the environment before runs.")
]
FromFile = Annotated[
    Path | None,
    typer.Option(
        "--from-env-file",
        help="Settings of the environment before; else its .env.<env> beside --env-file or here.",
    ),
]
CiResults = Annotated[
    list[Path] | None,
    typer.Option("--ci-result", help="What a workflow said, each in a file; else GitHub is asked."),
]


def promote(
    env: Env,
    commit: Commit = "",
    env_file: File = None,
    from_env_file: FromFile = None,
    ci_result: CiResults = None,
    by: By = "",
    *,
    hotfix: Annotated[
        str | None, typer.Option(help="Why it cannot wait: skips the soak and nothing else.")
    ] = None,
    report: Annotated[Path | None, typer.Option(help="Write the criteria there, as JSON.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Judge; release nothing.")] = False,
    first: First = False,
    champion: Champion = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Judge what the environment before runs, and release it here if every criterion is met.

    Exit code 0: released, or, of a dry run, fit to be approved; 1: refused, or cut short;
    2: rolled back; 3: in part.
    """

    async def made() -> int:
        async with _promoter(env, env_file, from_env_file, ci_result, by, _reason(hotfix)) as one:
            conductor = Conductor(one.target, gates, one.who, Terminal().say)
            if (unfinished := await conductor.unfinished()) is not None:
                _refuse_another(unfinished, one.target.checkout.commit(commit) if commit else "")
                return await _go_on(conductor, unfinished, yes=yes, dry_run=dry_run)
            wanted = one.target.checkout.commit(commit or await one.commit())
            request = Request(wanted, first, champion=champion)
            prepared = await one.prepare(request)
            if prepared.plan is not None and not (prepared.plan.stages or prepared.reasons):
                Terminal().say(ending_sentence(Ending.NOTHING_TO_DO, request.commit))
                return 0

            judge = partial(one.report, request)
            found = await judge(prepared)
            _show(found)
            add(PAGE, criteria(found))
            if report is not None:
                write_whole(report, f"{json.dumps(found.to_record(), indent=2)}\n")
            is_fit = found.is_met or (dry_run and found.lacks_only_approval)
            if not is_fit or found.plan_digest is None:
                return REFUSED
            if dry_run:
                return 0
            if not yes:
                typer.confirm(f"Release {request.commit[:7]} to {env}?", abort=True)
            async with told(one.target, Terminal().say):
                done = await conductor.apply(found.plan_digest, lambda: one.prepare(request), judge)
        say_ending(done)
        return EXIT[done.ending]

    raise typer.Exit(finished(made))


def approve(
    env: Env,
    plan_hash: Annotated[str, typer.Option(help="Of the plan that you looked at.")],
    commit: Commit = "",
    env_file: File = None,
    from_env_file: FromFile = None,
    ci_result: CiResults = None,
    by: Annotated[str, typer.Option("--by", help="Who approves; else who is logged in.")] = "",
    *,
    own: Annotated[
        bool, typer.Option("--own", help="It is yours, and nobody else can look at it.")
    ] = False,
    hotfix: Annotated[
        bool, typer.Option("--hotfix", help="You know that it did not soak, and why.")
    ] = False,
    first: First = False,
    champion: Champion = None,
) -> None:
    """Put your word for a plan on record; it holds for this plan and one release."""

    async def made() -> None:
        async with _promoter(env, env_file, from_env_file, ci_result, by, "") as one:
            if not promotion_of(one.target).approval:
                raise InvalidInput(f"release.yml asks for no approval of a release of {env}")
            wanted = one.target.checkout.commit(commit or await one.commit())
            request = Request(wanted, first, champion=champion)
            plan = (await one.prepare(request)).approved()
            if not plan.stages:
                raise InvalidInput(f"{wanted[:7]} runs already; there is nothing to approve")
            if plan.digest() != plan_hash:
                raise InvalidInput(
                    f"the plan of {wanted[:7]} is {plan.digest()} now; look at that with `candor"
                    f" release plan --env {env} --commit {wanted}`"
                )
            if not own and _is_author(one.who, one.target.checkout.author(wanted)):
                raise InvalidInput(
                    f"{one.who} wrote {wanted[:7]}; somebody else approves it, or say --own"
                )
            await promotions.approve(
                one.target.log_url, env, wanted, plan_hash, one.who, own=own, hotfix=hotfix
            )
            Terminal().say(
                f"{one.who} approves the release of {wanted[:7]} to {env} by this plan."
                f" `candor release promote --env {env}` carries it out."
            )

    finished(made)


@asynccontextmanager
async def _promoter(
    env: str,
    env_file: Path | None,
    from_env_file: Path | None,
    ci_result: list[Path] | None,
    by: str,
    hotfix: str,
) -> AsyncIterator[Promoter]:
    async with target_of(env, env_file) as target:
        origin = promotion_of(target).from_
        async with target_of(origin, _settings_of(origin, env_file, from_env_file)) as there:
            workflows = workflows_source(env, target.given, ci_result or [])
            yield Promoter(target, there, workflows, named(by), hotfix)


def _settings_of(origin: str, env_file: Path | None, named_file: Path | None) -> Path:
    """The file of the environment before: this process's variables are never of two at once."""
    beside = (env_file.parent if env_file else Path()) / f".env.{origin}"
    file = named_file or beside
    if not file.is_file():
        raise InvalidInput(
            f"there is no {file} with the settings of {origin}, which is judged first; write it,"
            " or say --from-env-file"
        )
    return file


def _reason(hotfix: str | None) -> str:
    if hotfix is not None and not hotfix.strip():
        raise InvalidInput("say with --hotfix why it cannot wait; the reason is kept")
    return (hotfix or "").strip()


def _refuse_another(unfinished: Recorded, wanted: str) -> None:
    """InvalidInput where a commit was named and another one's release has not ended."""
    if wanted and wanted != unfinished.plan.commit:
        raise InvalidInput(unfinished_sentence(unfinished))


async def _go_on(conductor: Conductor, unfinished: Recorded, *, yes: bool, dry_run: bool) -> int:
    """With a release that was judged when it began."""
    commit, begun = unfinished.plan.commit[:7], instant_text(unfinished.begun_at)
    said = f"release {unfinished.id} of {commit}, begun {begun} by {unfinished.who}"
    if dry_run:
        raise InvalidInput(f"{said}, has not ended; nothing is judged before it has")
    if not yes:
        typer.confirm(f"Go on with {said}?", abort=True)
    async with told(conductor.target, Terminal().say):
        done = await conductor.apply(unfinished.digest, _not_needed)
    say_ending(done)
    return EXIT[done.ending]


async def _not_needed() -> Prepared:
    raise InvalidInput("meanwhile that release ended; look again")


def _show(report: Report) -> None:
    terminal = Terminal()
    terminal.say(f"{report.commit[:7]} from {report.origin} to {report.environment}")
    terminal.table(HEADER, rows(report))
    terminal.say("")
    if report.is_met:
        terminal.say("Every criterion is met.")
        return
    for one in report.unmet:
        terminal.say(f"Not met: {one}")
    if report.lacks_only_approval:
        terminal.say(
            f"To approve it: candor release approve --env {report.environment}"
            f" --commit {report.commit} --plan-hash {report.plan_digest}"
            f"{' --hotfix' if report.hotfix else ''}"
        )


def _is_author(who: str, author: tuple[str, str]) -> bool:
    name, address = author
    known = {name, address, address.partition("@")[0]} - {""}
    return who.casefold() in {one.casefold() for one in known}
