"""Render's cron jobs in render.yaml, held to the cadence table."""

from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from functions.domain.errors import InvalidInput
from mlops.deployment.schedules.triggers import RENDER, TICK_PATH, cron_expressions


def render_cron_expressions() -> list[str]:
    """The schedules that an environment's cron jobs have between them, in UTC."""
    return cron_expressions(RENDER.pace)


def render_refusals(render_yaml: str) -> Iterator[str]:
    """Where an environment's ticking cron jobs are not fired as the table says.

    An environment without one is ticked by somebody else.
    """
    try:
        document = yaml.safe_load(render_yaml)
        environments = dict(_environments(document))
    except (yaml.YAMLError, AttributeError, KeyError, TypeError) as error:
        raise InvalidInput(f"render.yaml cannot be read: {error}") from None
    expected = render_cron_expressions()
    for name, services in environments.items():
        crons = [one for one in services if one.get("type") == "cron" and TICK_PATH in str(one)]
        found = [str(cron.get("schedule")) for cron in crons]
        if crons and sorted(found) != sorted(expected):
            yield (
                f"render.yaml: {name} ticks at {', '.join(found)};"
                f" the cadence table says {', '.join(expected)}"
            )


def _environments(document: Mapping[str, Any]) -> Iterator[tuple[str, list[Mapping[str, Any]]]]:
    yield "the Blueprint", list(document.get("services") or ())
    for project in document.get("projects") or ():
        for environment in project["environments"]:
            yield f"{project['name']} {environment['name']}", list(environment["services"])
