"""Whether the model that will speak can be had, and read by the code that will speak with it."""

import asyncio
import subprocess
import sys
import tempfile
from pathlib import Path

from functions.domain.errors import CandorError, InvalidInput, VendorError
from functions.ports.objects import ObjectCopies
from mlops.release.checkout import Checkout
from mlops.release.plan.state import Live, Wanted
from mlops.release.preflight.looked import NOTHING, Looked
from mlops.release.serving import Serving

CODE = ("functions/__init__.py", "functions/domain")
"""All that reads an artifact; it needs the standard library alone."""
READ = """
import sys
sys.path.insert(0, sys.argv[1])
from functions.domain.artifact import load_artifact
load_artifact(sys.stdin.buffer.read(), sys.argv[2])
"""
READ_S_MAX = 30


async def champion_speaks(
    serving: Serving, checkout: Checkout, live: Live, wanted: Wanted
) -> Looked:
    """The champion's artifact is where the function looks for it, and both commits can read it.

    Where the champion changes, the one of before is looked for as well, to go back to; and the
    commit that is live must read the new one, because it speaks until the domains move.
    """
    speaks = wanted.champion or live.champion
    if speaks is None:
        return NOTHING
    changes = speaks != live.champion
    digests = [speaks, *([live.champion] if changes and live.champion else [])]
    commits = {wanted.commit, *([live.page.commit] if changes and live.page.commit else [])}
    wrong: list[str] = []
    remarks: list[str] = []
    try:
        async with serving() as given:
            for digest in digests:
                found = await _artifact(given.services.objects, digest, wrong, remarks)
                if found is None or digest != speaks:
                    continue
                for commit in sorted(commits):
                    wrong += await asyncio.to_thread(_unreadable, checkout, commit, found, digest)
    except InvalidInput as error:
        wrong.append(f"where the artifacts are is not known: {error}")
    return Looked(wrong, remarks)


async def _artifact(
    objects: ObjectCopies, digest: str, wrong: list[str], remarks: list[str]
) -> bytes | None:
    try:
        raw = await objects.get(digest)
    except CandorError as error:
        wrong.append(f"nobody gives the artifact {digest[:14]}: {error}")
        return None
    for place, why in (await objects.copies(digest)).items():
        if why is not None:
            kind = "does not answer" if isinstance(why, VendorError) else "has no copy"
            remarks.append(f"{place} {kind} of the artifact {digest[:14]}: {why}")
    return raw


def _unreadable(checkout: Checkout, commit: str, raw: bytes, digest: str) -> list[str]:
    """Why a commit's own code does not take these bytes; none where it does."""
    with tempfile.TemporaryDirectory(prefix="candor-artifact-") as name:
        try:
            checkout.export(commit, CODE, Path(name))
            done = subprocess.run(
                (sys.executable, "-I", "-c", READ, name, digest),
                input=raw, capture_output=True, check=False, timeout=READ_S_MAX,
            )  # fmt: skip
        except InvalidInput as error:
            return [str(error)]
        except subprocess.TimeoutExpired:
            return [f"{commit[:7]} takes over {READ_S_MAX} s to read {digest[:14]}"]
    if done.returncode == 0:
        return []
    said = next(iter(done.stderr.decode(errors="replace").strip().splitlines()[-1:]), "no reason")
    return [f"{commit[:7]} cannot read the model {digest[:14]}: {said}"]
