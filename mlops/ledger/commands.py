"""`candor ledger …`."""

import asyncio
from typing import Annotated

import typer

from mlops.local.running_stack import running_stack
from mlops.terminal import Terminal

app = typer.Typer(help="The ledger's key, its witness and its time stamps.", no_args_is_help=True)


@app.callback()
def ledger() -> None:
    """What is done with the ledger outside the function that keeps it."""


@app.command()
def keygen(
    name: Annotated[str, typer.Argument(help="The ledger's name, as in candor.example/ledger.")],
) -> None:
    """Make a key that signs checkpoints; print both halves, keep neither."""
    from functions.adapters.ed25519.signer import Ed25519Signer, new_signing_key

    key = new_signing_key(name)
    terminal = Terminal()
    terminal.say("Secret, for LEDGER_SIGNING_KEY; whoever has it can sign in your name:")
    terminal.say(f"  {key}")
    terminal.say("Public, for readers (the API gives it at /api/v1/ledger/key):")
    terminal.say(f"  {Ed25519Signer(key).verifier}")


@app.command()
def anchor(
    env: Annotated[
        str | None,
        typer.Option(help="staging or production, as this process's variables describe it."),
    ] = None,
) -> None:
    """Keep the newest checkpoint in the second store, and have one a day stamped.

    Without --env: of the running stack. A checkpoint that does not follow from the one
    kept last is refused, and so are a ledger that is not what the checkpoint says and one
    that has grown for two hours without another: then this fails.
    """
    from mlops.ledger.target import deployed_target, local_target

    target = local_target(running_stack()) if env is None else deployed_target(env)
    report = asyncio.run(target.anchor())
    terminal = Terminal()
    kept = report.witnessed
    state = "is kept now" if kept.is_new else "was kept before"
    terminal.say(f"The checkpoint of {kept.checkpoint.size} entries {state}.")
    for one in report.stamped:
        terminal.say(f"  time stamp of {one.size}: {one.state}, {one.detail}")
    for failure in report.failures:
        terminal.say(f"  tried again next time: {failure}")
