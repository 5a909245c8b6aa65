"""`candor release await-ci`, `summary`, `preview`, `drift`, `vault`."""

from pathlib import Path
from typing import Annotated

import typer

from functions.domain.errors import InvalidInput
from functions.environment import read_settings
from mlops.configuration.env_file import given_settings
from mlops.deployment.workflows.runners_files import OUTPUTS, PAGE, add
from mlops.operations import ReleaseSettings
from mlops.release.asked import Commit, Env, File, finished, log_of, target_of
from mlops.release.checkout import Checkout
from mlops.release.log.history import recorded
from mlops.release.preflight.source import tests_source
from mlops.release.survey import observed
from mlops.release.vault.kept import sealed_vault
from mlops.release.workflows.await_ci import await_ci
from mlops.release.workflows.drift import drifted
from mlops.release.workflows.preview import preview
from mlops.release.workflows.summary import plan_of, summary
from mlops.terminal import Terminal

WITHIN_MIN = 60
VAULT_HEADER = ("settings", "sealed with", "can be restored")
app = typer.Typer()


@app.command("await-ci")
def await_ci_command(
    env: Env,
    commit: Commit = "HEAD",
    env_file: File = None,
    within_min: Annotated[int, typer.Option(min=1, help="How long to wait.")] = WITHIN_MIN,
) -> None:
    """Wait until the workflow `ci` has passed for a commit; exit code 1 if it did not."""

    async def made() -> None:
        source = tests_source(env, given_settings(env, env_file), None)
        Terminal().say(await await_ci(Checkout().commit(commit), source, within_min * 60))

    finished(made)


@app.command("summary")
def summary_command(
    plan: Annotated[Path, typer.Argument(help="What `candor release plan --json` wrote.")],
) -> None:
    """Show a plan on the page of a workflow's run, and give its hash to the next job."""
    seen = plan_of(plan.read_text())
    add(OUTPUTS, f"hash={seen.digest()}\n")
    add(PAGE, summary(seen))
    Terminal().say(summary(seen))


@app.command("preview")
def preview_command(env: Env, commit: Commit = "HEAD", env_file: File = None) -> None:
    """Build a commit and serve it at an address of its own, where no domain leads."""

    async def made() -> None:
        async with target_of(env, env_file) as target:
            url = await preview(target, target.checkout.commit(commit))
        add(PAGE, f"Preview: {url}\n")
        Terminal().say(url)

    finished(made)


@app.command()
def drift(env: Env, env_file: File = None) -> None:
    """Say what runs otherwise than the newest release left it; exit code 1 if anything does."""

    async def made() -> list[str]:
        async with target_of(env, env_file) as target:
            return drifted(await observed(target), await recorded(target.log_url, env))

    found = finished(made)
    for one in found or [f"{env} runs what was released last."]:
        Terminal().say(one)
    raise typer.Exit(1 if found else 0)


@app.command()
def vault(
    env: Env,
    env_file: File = None,
    *,
    reseal: Annotated[
        bool, typer.Option("--reseal", help="Seal all with the current key, after a rotation.")
    ] = False,
) -> None:
    """List the settings that a rollback can restore; exit code 1 if a key is missing for some."""

    async def made() -> bool:
        given, url = given_settings(env, env_file), log_of(env, env_file)
        sealed = sealed_vault(
            env, read_settings(ReleaseSettings, {**given, "CANDOR_ENV": env}), url
        )
        if sealed is None:
            raise InvalidInput(f"{env} has no RELEASE_VAULT_KEY; a folder here keeps its settings")
        terminal = Terminal()
        if reseal:
            terminal.say(f"Sealed with the current key: {await sealed.reseal()}.")
        kept = await sealed.listed()
        if not kept:
            terminal.say(f"The vault of {env} keeps nothing yet.")
            return True
        said = {True: "yes", False: "no: key missing, or changed"}
        rows = [(one.fingerprint[:14], ", ".join(one.key_ids), said[one.opens]) for one in kept]
        terminal.table(VAULT_HEADER, rows)
        return all(one.opens for one in kept)

    raise typer.Exit(0 if finished(made) else 1)
