"""The reference page of all settings, as Markdown."""

from mlops.configuration.catalogue import ENVIRONMENTS, Setting, catalogue
from mlops.configuration.consumers import CONSUMERS

INTRO = """# Settings

Generated from the classes that read them by `candor config write`; do not edit.

Each name is an environment variable; empty means unset. A process that is told something wrong
does not start, and says everything that is wrong at once. `candor config check --env production`
says the same beforehand, of a file (`--env-file`, else `.env.production` where it is run) or
without one of the variables it is started with, and of a file also which names nothing here
reads. Outside development addresses need https and a host that is not this machine, PostgreSQL
needs `sslmode=require`, and a value of an example is refused. Everywhere secrets need 32
characters (QStash's, Vercel's and Render's keys 24) and each its own value, and no secret may
stand in a setting that is shown, least of all under a `VITE_` name: those are built into the page.
"""


def reference() -> str:
    """The page: who reads settings, then each consumer's, the shared ones where first met."""
    lines = [INTRO, "| consumer | is | reads |", "|---|---|---|"]
    settings = catalogue()
    for consumer in CONSUMERS:
        names = [one.name for one in settings.values() if consumer.name in one.required]
        lines.append(f"| `{consumer.name}` | {consumer.help} | {len(names)} settings |")
    lines += [
        "",
        "| setting | what it is | form | default | needed in | consumers |",
        "|---|---|---|---|---|---|",
        *(_row(setting) for setting in settings.values()),
    ]
    return "\n".join(lines) + "\n"


def _row(setting: Setting) -> str:
    form = "the platform sets it" if setting.is_given else setting.form
    cells = [
        f"`{setting.name}`",
        setting.help + (" Everybody can read it." if setting.is_public else ""),
        form,
        f"`{setting.default}`" if setting.default else "",
        _needed(setting),
        ", ".join(setting.required),
    ]
    return f"| {' | '.join(cells)} |"


def _needed(setting: Setting) -> str:
    """Where it is needed, and by whom when that is not everybody who reads it."""
    needing = [name for name, environments in setting.required.items() if environments]
    places = [one for one in ENVIRONMENTS if setting.required_in(one)]
    if not places:
        return f"never in {', '.join(setting.absent_in)}" if setting.absent_in else ""
    where = "all" if len(places) == len(ENVIRONMENTS) else ", ".join(places)
    return where if len(needing) == len(setting.required) else f"{where} ({', '.join(needing)})"
