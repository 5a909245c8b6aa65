"""Stages a commit with Vercel's own command line: built here, sent as it is, without a domain."""

import asyncio
import os
import signal
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from functions.domain.errors import InvalidInput, VendorError, VendorRejected, VendorUnavailable
from mlops.deployment.vercel.bundle import problems, read_bundle, read_pins, tell
from mlops.local.commit_files import lay_out
from mlops.local.settings import REPOSITORY

PULL_S_MAX, BUILD_S_MAX, DEPLOY_S_MAX = 60, 300, 180
WORDS_CHARS_MAX = 1_000
ADDRESS = "https://"


def refuse_undeployable(folder: Path) -> None:
    """InvalidInput for a build that holds what it must not, or is not what the locks say."""
    pins = read_pins(folder / "requirements" / "serving.txt")
    if found := problems(read_bundle(folder), pins):
        raise InvalidInput("this build must not be deployed: " + "; ".join(found))


class CliStager:
    """The stager of a deployed environment.

    `cli` is Vercel's command line and `environment` what it runs in, as
    mlops.deployment.vercel.tools finds both; `account` owns the project, as the project itself
    says. The token goes in by the environment, where no list of processes shows it.
    """

    def __init__(
        self,
        cli: Path,
        environment: Mapping[str, str],
        account: str,
        token: str,
        repository: Path = REPOSITORY,
        check: Callable[[Path], None] = refuse_undeployable,
    ) -> None:
        self._cli = str(cli)
        self._environment = environment
        self._account = account
        self._token = token
        self._repository = repository
        self._check = check

    async def stage(self, project: str, commit: str, meta: Mapping[str, str]) -> str:
        """Build the commit in an empty folder and send it. Raises as the protocol says."""
        env = {
            **self._environment,
            "VERCEL_TOKEN": self._token,
            "VERCEL_ORG_ID": self._account,
            "VERCEL_PROJECT_ID": project,
        }
        marks = [part for key, value in meta.items() for part in ("--meta", f"{key}={value}")]
        with tempfile.TemporaryDirectory(prefix="candor-stage-") as name:
            folder = Path(name)
            await asyncio.to_thread(lay_out, self._repository, commit, folder)
            await self._vercel("pull", folder, env, PULL_S_MAX, "--environment=production")
            await self._vercel("build", folder, env, BUILD_S_MAX, "--prod")
            # Built from a folder without git, Vercel cannot tell the function its commit.
            tell(folder, {"CANDOR_COMMIT": commit})
            self._check(folder)
            sent = ("--prebuilt", "--prod", "--skip-domain", *marks)
            said = await self._vercel("deploy", folder, env, DEPLOY_S_MAX, *sent)
        address = said.split()[-1] if said.split() else ""
        if not address.startswith(ADDRESS):
            raise VendorUnavailable("vercel deploy", "ended well and gave no address")
        return address.removeprefix(ADDRESS)

    async def _vercel(
        self, verb: str, folder: Path, env: Mapping[str, str], limit_s: int, *more: str
    ) -> str:
        name, command = f"vercel {verb}", (self._cli, verb, "--yes", *more)
        status, said = await _run(command, folder, env, limit_s)
        if status is None:
            raise VendorUnavailable(name, f"took over {limit_s} s")
        if status != 0:
            # A build fails for what we gave it; the other two for what may pass.
            kind: type[VendorError] = VendorRejected if verb == "build" else VendorUnavailable
            words = said.strip().replace(self._token, "…")[-WORDS_CHARS_MAX:]
            raise kind(name, f"ended with {status}: {words}")
        return said


async def _run(
    command: tuple[str, ...], folder: Path, env: Mapping[str, str], limit_s: int
) -> tuple[int | None, str]:
    """Its status, None when it took too long, and what it said: on failure its errors too.

    Whatever ends the wait ends the command and what it started.
    """
    process = await asyncio.create_subprocess_exec(
        *command, cwd=folder, env=dict(env), start_new_session=True,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        async with asyncio.timeout(limit_s):
            out, err = await process.communicate()
    except TimeoutError:
        return None, ""
    finally:
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
    said = out if process.returncode == 0 else out + err
    return process.returncode, said.decode(errors="replace")
