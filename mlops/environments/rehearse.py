"""`candor env rehearse`: the vendors' accounts as emulators, to try the other commands on."""

import contextlib
import secrets
import signal
import tempfile
import threading
from pathlib import Path

from mlops.local.emulators.accounts import AccountsServer
from mlops.local.free_port import free_port
from mlops.local.process import running
from mlops.local.settings import read_state_path
from mlops.local.whole_file import PRIVATE, make_private_folder, write_whole
from mlops.terminal import Terminal

KEY_BYTES = 24
READY_S_MAX = 30
FILE = "accounts.env"


def rehearse() -> None:
    """Serve empty accounts at all four vendors, as emulators, until Ctrl-C."""
    server = AccountsServer(free_port(), secrets.token_urlsafe(KEY_BYTES))
    # Or nobody would end the emulators.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with (
        contextlib.suppress(KeyboardInterrupt),
        tempfile.TemporaryFile() as log,
        running(server.command(), log, server.is_ready, READY_S_MAX),
    ):
        file = _written(server)
        try:
            terminal = Terminal()
            terminal.say("Vercel, Render, Neon and Upstash are emulated here; Ctrl-C ends it.")
            terminal.say(f"candor env create staging --accounts {file}")
            threading.Event().wait()
        finally:
            file.unlink(missing_ok=True)


def _written(server: AccountsServer) -> Path:
    folder = read_state_path() / "environments"
    make_private_folder(folder)
    file = folder / FILE
    text = "".join(f"{name}={value}\n" for name, value in server.settings().items())
    write_whole(file, text, PRIVATE)
    return file
