"""Puts an environment's settings from a workflow's secret where every command looks for them."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from functions.domain.errors import InvalidInput
from mlops.configuration.catalogue import catalogue
from mlops.configuration.env_file import read_env_file
from mlops.local.whole_file import PRIVATE, write_whole

SECRET = "ENVIRONMENT_FILE"  # noqa: S105 - its name
GIVEN_BY_THE_RUNNER = ("GITHUB_REPOSITORY", "GITHUB_TOKEN")


def receive(environment: str, runner: Mapping[str, str], folder: Path) -> Path:
    """Write `.env.<environment>`, its owner's alone; gives the file.

    The secret is the whole of that file; the repository and its token are the runner's, unless
    the file has its own. Raises InvalidInput, and then leaves no file.
    """
    text = runner.get(SECRET, "")
    file = folder / f".env.{environment}"
    if not text.strip():
        raise InvalidInput(
            f"no secret {SECRET} reached this step; `gh secret set {SECRET} --env {environment}"
            f" < .env.{environment}` sets it"
        )
    write_whole(file, text if text.endswith("\n") else f"{text}\n", PRIVATE)
    try:
        read = read_env_file(file)
        if read.problems:
            raise InvalidInput("\n".join(f"{SECRET}: {one.sentence}" for one in read.problems))
        if (said := read.values.get("CANDOR_ENV")) != environment:
            raise InvalidInput(f"{SECRET} has CANDOR_ENV={said}, and is read for {environment}")
    except InvalidInput:
        file.unlink()
        raise
    more = [
        f"{name}={runner[name]}\n"
        for name in GIVEN_BY_THE_RUNNER
        if runner.get(name) and not read.values.get(name)
    ]
    write_whole(file, file.read_text() + "".join(more), PRIVATE)
    return file


def masks(values: Mapping[str, str]) -> Iterator[str]:
    """The lines by which a runner learns what it must never show: GitHub knows the file only."""
    known = catalogue()
    for name, value in values.items():
        if value and (name not in known or known[name].secret):
            yield f"::add-mask::{_escaped(value)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
