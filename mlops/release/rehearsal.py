"""Both platforms as emulators on this machine, so that a release can be tried here."""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from functions.domain.errors import InvalidInput, VendorUnavailable
from mlops.local.api_server import ApiServer
from mlops.local.emulators.render_api.instances import Hosting as RenderHosting
from mlops.local.emulators.render_api.server import RenderServer
from mlops.local.emulators.vercel.edge import Hosting as VercelHosting
from mlops.local.emulators.vercel.server import VercelServer
from mlops.local.free_port import free_port, is_free
from mlops.local.process import running
from mlops.local.settings import read_state_path
from mlops.local.stack_record import RunningStack
from mlops.local.state_folder import StateFolder
from mlops.local.whole_file import PRIVATE, make_private_folder, write_whole
from mlops.release.declared.release import Environment

READY_S_MAX = 90
KEY_BYTES = 24
FILE = "rehearsal.env"
DEPLOYMENTS_MAX = 60
"""How many one rehearsal can have: each keeps an address of its own."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What runs, and the file of settings that names it."""

    vercel: VercelServer
    render: RenderServer
    env_file: Path


@contextmanager
def rehearsal(
    name: str,
    declared: Environment,
    commit: str,
    stack: RunningStack | None,
    step_s: float | None = None,
) -> Iterator[Rehearsal]:
    """The emulators, serving `commit` everywhere, while the block lasts; then all is forgotten.

    What Vercel serves runs on the stores of `stack`; without one nobody answers at the domain.
    `step_s` is how long a deploy stays in each of its states; unset: as on the platforms.
    Raises InvalidInput, VendorUnavailable where they cannot be started.
    """
    home = read_state_path() / "environments" / name
    folder = home / "rehearsal"
    make_private_folder(home)
    state = StateFolder(home)
    if not state.lock():
        raise InvalidInput(f"a rehearsal of {name} runs already (process {state.holder()}); end it")
    with ExitStack() as started:
        started.callback(state.unlock)
        shutil.rmtree(folder, ignore_errors=True)
        make_private_folder(folder)
        vercel, render = _servers(declared, commit, stack, folder, step_s)
        for title, server in (("vercel", vercel), ("render", render)):
            started.enter_context(_served(server, folder / f"{title}.log"))
        file = home / FILE
        write_whole(file, _settings(name, vercel, render), PRIVATE)
        started.callback(file.unlink, missing_ok=True)
        yield Rehearsal(vercel, render, file)


@contextmanager
def _served(server: VercelServer | RenderServer, log: Path) -> Iterator[None]:
    with log.open("ab") as output, ExitStack() as started:
        try:
            begun = running(server.command(), output, server.is_ready, READY_S_MAX)
            started.enter_context(begun)
        except VendorUnavailable as error:
            raise VendorUnavailable(
                f"the emulated {log.stem}", f"{error.detail} (see {log})"
            ) from None
        yield


def _servers(
    declared: Environment,
    commit: str,
    stack: RunningStack | None,
    folder: Path,
    step_s: float | None,
) -> tuple[VercelServer, RenderServer]:
    pace = {} if step_s is None else {"step_s": step_s}
    domain = urlsplit(declared.url).hostname or declared.url
    vercel = VercelServer(
        free_port(),
        secrets.token_urlsafe(KEY_BYTES),
        declared.vercel.project,
        (domain,),
        commit,
        hosting=_functions(declared, stack, folder) if stack else None,
        **pace,
    )
    services = {one.name: one.health for one in declared.render.values()}
    render = RenderServer(
        free_port(),
        secrets.token_urlsafe(KEY_BYTES),
        dict.fromkeys(services, commit),
        hosting=RenderHosting(services, str(folder)),
        **pace,
    )
    return vercel, render


def _functions(declared: Environment, stack: RunningStack, folder: Path) -> VercelHosting:
    """Deployments know what the stack's own API is told; their addresses are nobody's yet."""
    port = urlsplit(declared.url).port
    if port is None or not is_free(port):
        raise InvalidInput(
            f"{declared.url} cannot be served: its port is taken, or not named; end who has it,"
            " or write another one into release.yml"
        )
    environment = _api_of(stack).environment()
    return VercelHosting(port, DEPLOYMENTS_MAX, str(folder), environment)


def _api_of(stack: RunningStack) -> ApiServer:
    """The API on the stores of a running stack."""
    return ApiServer(
        stack.ports["api"],
        stack.database_url,
        stack.upstash_url,
        stack.upstash_token,
        stack.cron_secret,
        stack.mode,
        cache_prefix=stack.name,
        objects_dir=Path(stack.objects_dir),
        venues_url=stack.venues_url or "",
        artifact_urls=tuple(stack.artifact_urls),
        metrics_token=stack.metrics_token,
        ledger_signing_key=stack.ledger_signing_key,
        watch_token=stack.watch_token,
    )


def _settings(name: str, vercel: VercelServer, render: RenderServer) -> str:
    values = {
        "CANDOR_ENV": name,
        "VERCEL_API_URL": vercel.url,
        "VERCEL_TOKEN": vercel.token,
        "RENDER_API_URL": render.url,
        "RENDER_API_KEY": render.key,
    }
    return "".join(f"{key}={value}\n" for key, value in values.items())
