"""The files that are made from the catalogue, and whether they are as it would make them."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from mlops.configuration.catalogue import ENVIRONMENTS
from mlops.configuration.env_example import env_example
from mlops.configuration.page_env import page_env
from mlops.configuration.reference import reference

GENERATED: dict[str, Callable[[], str]] = {
    **{f".env.{one}.example": partial(env_example, one) for one in ENVIRONMENTS},
    "docs/reference/settings.md": reference,
    "frontend/src/env.gen.ts": page_env,
}


def write_generated(root: Path) -> list[str]:
    """Write what is not up to date; the names of what was written."""
    stale = stale_files(root)
    for name in stale:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(GENERATED[name]())
    return stale


def stale_files(root: Path) -> list[str]:
    """The files that are missing or are not what the catalogue says now."""
    return [
        name
        for name, make in GENERATED.items()
        if not (root / name).is_file() or (root / name).read_text() != make()
    ]
