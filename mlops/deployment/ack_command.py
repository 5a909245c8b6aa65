"""`candor ack`."""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated

import typer

from functions.adapters.system import SystemClock
from functions.domain.errors import InvalidInput, NotFound
from functions.domain.units import instant_text
from mlops.configuration.env_file import given_settings
from mlops.deployment.silences import Alert, Alertmanager, Silence
from mlops.local.running_stack import running_stack
from mlops.terminal import Terminal

SPAN = re.compile(r"(\d{1,4})(m|h|d)")
UNITS = {"m": "minutes", "h": "hours", "d": "days"}
SPAN_MAX = timedelta(days=7)
LENGTH_MIN = 2
NEEDED = "ALERTMANAGER_URL", "PROMETHEUS_PASSWORD"

app = typer.Typer()


@app.command()
def ack(
    alert: Annotated[str, typer.Argument(help="Its name; without one: what fires.")] = "",
    lasts: Annotated[str, typer.Option("--for", help="How long, as in 30m, 2h, 1d.")] = "2h",
    by: Annotated[str, typer.Option(help="Who sees to it.")] = "",
    reason: Annotated[str, typer.Option(help="What is known or done about it.")] = "",
    env: Annotated[
        str | None, typer.Option(help="An environment with ALERTMANAGER_URL; else the local stack.")
    ] = None,
    *,
    listed: Annotated[bool, typer.Option("--list", help="Who sees to what.")] = False,
    expire: Annotated[
        bool, typer.Option("--expire", help="End it: the alert tells again.")
    ] = False,
) -> None:
    """Say that somebody sees to an alert: it tells nobody else meanwhile, and its page says who."""
    terminal = Terminal()
    with Alertmanager(*_address(env)) as alertmanager:
        if expire:
            _expire(alertmanager, terminal, alert)
        elif listed:
            _show_silences(terminal, alertmanager.silences())
        elif not alert:
            _show_alerts(terminal, alertmanager.alerts(), alertmanager.silences())
        else:
            _acknowledge(alertmanager, terminal, alert, lasts, by.strip(), reason.strip())


def _acknowledge(
    alertmanager: Alertmanager, terminal: Terminal, alert: str, lasts: str, by: str, reason: str
) -> None:
    for name, text in (("--by", by), ("--reason", reason)):
        if len(text) < LENGTH_MIN:
            raise InvalidInput(f"{name} is needed: whoever is called next must know who and why")
    now, span = SystemClock().now(), _span(lasts)
    alertmanager.acknowledge(alert, by, reason, now, span)
    terminal.say(f"{alert} tells nobody until {instant_text(now + span)}: {by} sees to it.")


def _expire(alertmanager: Alertmanager, terminal: Terminal, alert: str) -> None:
    if not alert:
        raise InvalidInput("name the alert, or the silence's id: candor ack NAME --expire")
    for name, who in dict.fromkeys((one.alert, one.by) for one in alertmanager.expire(alert)):
        terminal.say(f"{name} tells again; {who} saw to it.")


def _span(text: str) -> timedelta:
    found = SPAN.fullmatch(text)
    span = timedelta(**{UNITS[found[2]]: int(found[1])}) if found else timedelta()
    if not timedelta() < span <= SPAN_MAX:
        raise InvalidInput(f"--for is a time like 30m, 2h or 1d, 7d at most, not {text!r}")
    return span


def _address(env: str | None) -> tuple[str, str]:
    """Where it is, and its password."""
    if env is not None:
        given = given_settings(env, None)
        for name in NEEDED:
            if not given.get(name):
                raise InvalidInput(
                    f"{name} of {env} is not set; docs/watching.md says how to reach Alertmanager"
                )
        url, password = (given[name] for name in NEEDED)
        return url, password
    stack = running_stack()
    if not stack.alertmanager_url:
        raise NotFound("nobody watches the local stack; `make monitoring`, then `make up`")
    return stack.alertmanager_url, stack.prometheus_password


def _show_alerts(terminal: Terminal, alerts: Sequence[Alert], silences: Sequence[Silence]) -> None:
    if not alerts:
        terminal.say("Nothing fires.")
        return
    by_id = {one.id: one.by for one in silences}
    rows = [
        (one.name, one.severity, instant_text(one.since), _state(one, by_id), one.summary)
        for one in alerts
    ]
    terminal.table(("alert", "severity", "since", "seen to by", "summary"), rows)


def _show_silences(terminal: Terminal, silences: Sequence[Silence]) -> None:
    if not silences:
        terminal.say("Nobody sees to anything.")
        return
    held = [(one.alert, one.by, instant_text(one.until), one.reason) for one in silences]
    # An alert and its escalation are silenced in one act.
    terminal.table(("alert", "by", "until", "reason"), list(dict.fromkeys(held)))


def _state(alert: Alert, by_id: dict[str, str]) -> str:
    if alert.seen_by:
        return ", ".join(sorted({by_id.get(one, "somebody") for one in alert.seen_by}))
    return "follows from another" if alert.is_inhibited else "nobody"
