"""`candor ledger …`."""

from typing import Annotated

import typer

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
