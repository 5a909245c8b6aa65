"""The `candor` command: a module of commands for each subject, imported when it is used."""

import importlib
import itertools
import logging
import sys
import traceback
from collections.abc import Sequence
from dataclasses import dataclass

import typer

from functions.domain.errors import CandorError
from mlops.terminal import COMMAND, HIDDEN, HiddenLines


@dataclass(frozen=True, slots=True)
class Subject:
    """A module whose `app` holds commands, and the line of help for each name it gives.

    A `group` puts them one level down: `candor model train`.
    """

    module: str
    help: dict[str, str]
    group: bool = False


SUBJECTS = (
    Subject(
        "mlops.local.commands",
        {
            "up": "Start everything and keep it running until Ctrl-C.",
            "down": "Stop what `up` started.",
            "status": "Ask every service now whether it is well.",
            "logs": "Show what the services wrote.",
            "reset": "Delete all local state: databases, ledger, models, secrets, logs.",
        },
    ),
    Subject(
        "mlops.replay.commands",
        {
            "prepare": "Open the world of the running stack and bring it to its starting point.",
            "replay": "Let hours pass at full speed, through the same jobs as ever.",
        },
    ),
    Subject(
        "mlops.configuration.commands", {"config": "What each environment is told."}, group=True
    ),
    Subject(
        "mlops.ledger.commands",
        {"ledger": "The ledger's key, its witness and its time stamps."},
        group=True,
    ),
    Subject("mlops.data.commands", {"data": "Candles of files and worlds."}, group=True),
    Subject(
        "mlops.deployment.commands", {"deploy": "What is deployed, and what it costs."}, group=True
    ),
    Subject(
        "mlops.release.commands", {"release": "Release to both platforms as one act."}, group=True
    ),
    Subject("mlops.environments.commands", {"env": "Environments from code."}, group=True),
    Subject(
        "mlops.release.secrets.commands",
        {"secrets": "How old secrets are, whose, who read them; rotation."},
        group=True,
    ),
    Subject(
        "mlops.report.commands", {"report": "Say which goals an environment met, by its records"}
    ),
    Subject(
        "mlops.deployment.monitoring_commands",
        {"monitoring": "What watches the product: previews, rules, servers."},
        group=True,
    ),
    Subject(
        "mlops.deployment.ack_command",
        {"ack": "Say that somebody sees to an alert"},
    ),
    Subject(
        "mlops.deployment.bootstrap.commands",
        {"bootstrap": "Bring an environment from an empty database to live."},
    ),
    Subject(
        "mlops.deployment.schedules.commands",
        {"schedules": "When jobs run: every scheduler, from one table."},
        group=True,
    ),
    Subject(
        "mlops.backtest.commands",
        {"backtest": "Forecast every hour of the past, each from what was known then."},
    ),
    Subject(
        "mlops.reproduction.commands",
        {"reproduce": "Compute published forecasts anew from a site's public API"},
    ),
    Subject("mlops.training.commands", {"model": "Train and inspect models."}, group=True),
)


def build(wanted: str | None) -> typer.Typer:
    """The command line, with the real commands of the wanted name's subject only.

    Importing them all would cost every command the seconds of the slowest.
    """
    top = typer.Typer(
        help="Candor: Bitcoin forecasts that keep their own score.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    for subject in SUBJECTS:
        if wanted in subject.help:
            _attach(top, subject)
        else:
            for name, line in subject.help.items():
                top.command(name, help=line)(_listed_only)
    return top


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command; what goes wrong is one sentence on stderr and exit code 1."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    wanted = next((word for word in words if not word.startswith("-")), None)
    COMMAND.set(_command(words))
    if logging.lastResort is not None:
        logging.lastResort.setFormatter(HiddenLines())
    try:
        build(wanted)(words, prog_name="candor")
    except CandorError as error:
        _fail(str(error))
    except OSError as error:
        _fail(f"{error.strerror or error}: {error.filename or 'the operating system refused'}")
    except Exception:
        if arguments is not None:
            raise
        # Python's own words, without what this process has read.
        sys.stderr.write(HIDDEN.out(traceback.format_exc()))
        raise SystemExit(1) from None


def _command(words: Sequence[str]) -> str:
    """`candor release plan`: the words before the first option, of a group two."""
    named = list(itertools.takewhile(lambda word: not word.startswith("-"), words))
    is_group = any(subject.group for subject in SUBJECTS if words and words[0] in subject.help)
    return " ".join(["candor", *named[: 2 if is_group else 1]])


def _attach(top: typer.Typer, subject: Subject) -> None:
    commands: typer.Typer = importlib.import_module(subject.module).app
    if subject.group:
        [name] = subject.help
        top.add_typer(commands, name=name, help=subject.help[name])
    else:
        top.registered_commands.extend(commands.registered_commands)


def _listed_only() -> None:
    """Stands for a command in the list of all; the one that runs is always the real one."""
    raise AssertionError("the wanted subject is attached before it runs")


def _fail(sentence: str) -> None:
    # Several things that are wrong come a line each, one under the other.
    aligned = HIDDEN.out(sentence).replace("\n", "\n       ")
    typer.secho(f"Error: {aligned}", fg=typer.colors.RED, err=True)
    raise SystemExit(1)


if __name__ == "__main__":
    main()
