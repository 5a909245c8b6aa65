"""The files that are written from the promises, and whether they are as written."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from mlops.monitoring.slo.promise import WINDOW, Alarm, Promise
from mlops.monitoring.slo.promises import PROMISES
from mlops.monitoring.slo.rules import alerting, recording

RULES = Path("mlops/monitoring/prometheus/rules")
PAGE = Path("docs/reference/slos.md")
NOTICE = "# Written from mlops/monitoring/slo by `candor monitoring write`; do not edit.\n"

INTRO = f"""# Promises

Written from `mlops/monitoring/slo/promises.py` by `candor monitoring write`; do not edit. What
they mean and how they are measured is in [docs/slos.md](../slos.md). Each speaks of the last
{WINDOW}; its budget is the share of events that may be bad.

"""


def render(promises: Sequence[Promise] = PROMISES) -> dict[Path, str]:
    """Each file's text by its path in the repository."""
    return {
        RULES / "slo.yml": _rules(recording(promises)),
        RULES / "slo_alerts.yml": _rules(alerting(promises)),
        PAGE: INTRO + _page(promises),
    }


class _Rules(yaml.SafeDumper):  # type: ignore[misc]
    """Expressions of several lines as blocks, so that people can read them; no aliases."""

    def ignore_aliases(self, _: object) -> bool:
        return True


def _text(dumper: _Rules, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Rules.add_representer(str, _text)


def _rules(groups: list[dict[str, Any]]) -> str:
    text = yaml.dump({"groups": groups}, Dumper=_Rules, sort_keys=False, width=1000)
    return NOTICE + str(text)


def _page(promises: Sequence[Promise]) -> str:
    lines = [
        "| id | promise | objective | budget | told from | seen by | pages at | warns at | owner |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for one in promises:
        cells = (
            f"`{one.id}`",
            one.sentence,
            _percent(one.objective),
            _percent(one.budget),
            f"{one.events_min} on",
            ", ".join(view.name for view in one.views),
            "never" if one.anybody_counts else _alarm(one.fast),
            f"{_alarm(one.fast)}; {_alarm(one.slow)}" if one.anybody_counts else _alarm(one.slow),
            one.owner,
        )
        lines.append(f"| {' | '.join(cells)} |")
    lines += ["", "## What is not in them", ""]
    lines += [f"- `{one.id}`: {one.limits}" for one in promises]
    lines += ["", "## Expressions", ""]
    lines += ["| promise | view | bad events | events |", "|---|---|---|---|"]
    lines += [
        f"| `{one.id}` | {view.name} | {_code(view.errors)} | {_code(view.events)} |"
        for one in promises
        for view in one.views
    ]
    return "\n".join(lines) + "\n"


def _percent(share: float) -> str:
    return f"{round(share * 100, 6):g} %"


def _alarm(alarm: Alarm) -> str:
    burns = " or ".join(f"{one.times:g} × over {one.long} and {one.short}" for one in alarm.burns)
    return f"{burns}, from {alarm.errors_min} bad on"


def _code(expression: str) -> str:
    return "`" + expression.replace("|", "\\|") + "`"
