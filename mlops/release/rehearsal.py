"""Both platforms as emulators on this machine, so that a release can be tried here."""

import secrets
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from mlops.local.emulators.render_api.server import RenderServer
from mlops.local.emulators.vercel.server import VercelServer
from mlops.local.free_port import free_port
from mlops.local.process import running
from mlops.local.settings import read_state_path
from mlops.local.whole_file import PRIVATE, write_whole
from mlops.release.declared.release import Environment

READY_S_MAX = 30
KEY_BYTES = 24
FILE = "rehearsal.env"


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What runs, and the file of settings that names it."""

    vercel: VercelServer
    render: RenderServer
    env_file: Path


@contextmanager
def rehearsal(
    name: str, declared: Environment, commit: str, step_s: float | None = None
) -> Iterator[Rehearsal]:
    """The emulators, serving `commit` everywhere, while the block lasts; then all is forgotten.

    `step_s` is how long a deploy stays in each of its states; unset: as on the platforms.
    """
    pace = {} if step_s is None else {"step_s": step_s}
    domain = urlsplit(declared.url).hostname or declared.url
    project, services = declared.vercel.project, declared.render.values()
    vercel = VercelServer(
        free_port(), secrets.token_urlsafe(KEY_BYTES), project, (domain,), commit, **pace
    )
    render = RenderServer(
        free_port(),
        secrets.token_urlsafe(KEY_BYTES),
        {one.name: commit for one in services},
        **pace,
    )
    with ExitStack() as stack:
        log = stack.enter_context(tempfile.TemporaryFile())
        for server in (vercel, render):
            stack.enter_context(running(server.command(), log, server.is_ready, READY_S_MAX))
        folder = read_state_path() / "environments" / name
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / FILE
        write_whole(file, _settings(name, vercel, render), PRIVATE)
        stack.callback(file.unlink, missing_ok=True)
        yield Rehearsal(vercel, render, file)


def _settings(name: str, vercel: VercelServer, render: RenderServer) -> str:
    values = {
        "CANDOR_ENV": name,
        "VERCEL_API_URL": vercel.url,
        "VERCEL_TOKEN": vercel.token,
        "RENDER_API_URL": render.url,
        "RENDER_API_KEY": render.key,
    }
    return "".join(f"{key}={value}\n" for key, value in values.items())
