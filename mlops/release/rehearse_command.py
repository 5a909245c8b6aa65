"""`candor release rehearse`."""

import contextlib
import signal
import threading
from typing import Annotated

import typer

from mlops.local.running_stack import running_stack
from mlops.release.checkout import Checkout
from mlops.release.declared.release import read_release
from mlops.release.rehearsal import rehearsal
from mlops.terminal import Terminal

ENV = "development"


def rehearse(
    commit: Annotated[str, typer.Option(help="What both platforms serve before.")] = "HEAD~1",
    step_s: Annotated[
        float | None,
        typer.Option(min=0.01, help="How long a deploy stays in each of its states, in seconds."),
    ] = None,
) -> None:
    """Serve a commit as both platforms would until Ctrl-C, for releases to `development`."""
    serves = Checkout().commit(commit)
    declared, terminal = read_release().environment(ENV), Terminal()
    # Or nobody would end the emulators: a shell has those in the background ignore Ctrl-C.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    with (
        contextlib.suppress(KeyboardInterrupt),
        rehearsal(ENV, declared, serves, running_stack(), step_s) as one,
    ):
        terminal.say(f"{serves[:7]} is served at {declared.url} as Vercel and Render would;")
        terminal.say("Ctrl-C ends it. The page's files are those built in this checkout.")
        terminal.say(f"candor release plan --env {ENV} --env-file {one.env_file} --without-ci")
        threading.Event().wait()
