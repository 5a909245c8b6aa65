"""The files by which a workflow's step tells its runner something; nobody else has them."""

from pathlib import Path

from functions.environment import process_environment
from mlops.terminal import HIDDEN

PAGE = "GITHUB_STEP_SUMMARY"
"""The page of the run, in Markdown."""
OUTPUTS = "GITHUB_OUTPUT"
"""What later steps and jobs may ask for, `name=value` lines."""


def add(file: str, text: str) -> None:
    """Add to one of these; nothing happens outside of a workflow."""
    if path := process_environment().get(file):
        with Path(path).open("a") as stream:
            stream.write(HIDDEN.out(text))
