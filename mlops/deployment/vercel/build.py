"""`vercel build` on a copy of this checkout, offline, and a verdict on what it made."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from functions.domain.errors import CandorError, InvalidInput, VendorRejected, VendorUnavailable
from mlops.deployment.vercel.bundle import MEGABYTE, Bundle, problems, read_bundle, read_pins
from mlops.deployment.vercel.tools import build_environment, vercel_cli
from mlops.local.settings import REPOSITORY
from mlops.terminal import Terminal

BUILT = REPOSITORY / ".candor" / "vercel"
UNLINKED = {"projectId": "prj_x", "orgId": "team_x", "settings": {"framework": None}}
"""Lets the command line build without a login; a release replaces it by the real project's."""
BUILD_S_MAX = 480
PACKAGES_SHOWN = 10


def vercel_build(folder: Path) -> Bundle:
    """Build what git knows of this checkout, as it is on disk, in an empty folder.

    Raises InvalidInput where a tool is missing or the result must not be deployed,
    and an error of Vercel's name where its command line fails.
    """
    _copy_checkout(folder)
    return build_in(folder)


def build_in(folder: Path) -> Bundle:
    """Build what lies in a folder. Raises as `vercel_build` does."""
    command = vercel_cli()
    project = folder / ".vercel" / "project.json"
    project.parent.mkdir()
    project.write_text(json.dumps(UNLINKED))
    try:
        done = subprocess.run(
            (str(command), "build", "--prod", "--yes"),
            cwd=folder,
            env=build_environment(),
            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
            timeout=BUILD_S_MAX,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise VendorUnavailable("vercel build", f"took over {BUILD_S_MAX} s") from None
    if done.returncode != 0:
        raise VendorRejected("vercel build", (done.stdout + done.stderr).strip()[-2000:])
    bundle = read_bundle(folder)
    if found := problems(bundle, read_pins(folder / "requirements" / "serving.txt")):
        raise InvalidInput("this build must not be deployed: " + "; ".join(found))
    return bundle


def show(bundle: Bundle, terminal: Terminal) -> None:
    """Sizes of the function, of its biggest packages and of the page's files."""
    parts = [
        ("the function, unpacked", bundle.bytes()),
        ("… without its .pyc files", bundle.bytes(compiled=False)),
        *((f"… {name}", size) for name, size in bundle.packages().most_common(PACKAGES_SHOWN)),
        ("the page", sum(file.stat().st_size for file in bundle.page.values())),
        *((f"… {name}", file.stat().st_size) for name, file in sorted(bundle.page.items())),
    ]
    rows = [(name, f"{size / MEGABYTE:.2f}") for name, size in parts]
    terminal.table((f"built for {bundle.runtime}", "MB"), rows)


def _copy_checkout(folder: Path) -> None:
    listed = subprocess.run(
        ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"),
        cwd=REPOSITORY, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listed.returncode != 0:
        raise InvalidInput("this is no git checkout, so nothing says which files are Candor's")
    for name in listed.stdout.split("\0"):
        if name and (REPOSITORY / name).is_file():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(REPOSITORY / name, target)


def main() -> int:
    """Build into `.candor/vercel` and print the sizes."""
    terminal = Terminal()
    shutil.rmtree(BUILT, ignore_errors=True)
    try:
        show(vercel_build(BUILT), terminal)
    except CandorError as error:
        Terminal(sys.stderr).say(f"Error: {error}")
        return 1
    terminal.say(f"Built in {BUILT.relative_to(REPOSITORY)}; nothing was deployed.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
