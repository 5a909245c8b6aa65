"""`candor release rehearse`."""

import contextlib
import signal
import threading
from typing import Annotated

import typer

from mlops.release.checkout import Checkout
from mlops.release.declared.release import read_release
from mlops.release.rehearsal import rehearsal
from mlops.terminal import Terminal

ENV = "development"


def rehearse(
    commit: Annotated[str, typer.Option(help="What both platforms serve before.")] = "HEAD~1",
) -> None:
    """Serve both platforms as emulators until Ctrl-C, for releases to `development`."""
    serves = Checkout().commit(commit)
    terminal = Terminal()
    # Or nobody would end the emulators.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with (
        contextlib.suppress(KeyboardInterrupt),
        rehearsal(ENV, read_release().environment(ENV), serves) as one,
    ):
        terminal.say(f"Vercel and Render are emulated here and serve {serves[:7]}; Ctrl-C ends it.")
        terminal.say(f"candor release plan --env {ENV} --env-file {one.env_file} --without-ci")
        threading.Event().wait()
