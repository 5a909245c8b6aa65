"""How each secret is made anew, and whether the one before goes on meanwhile. docs/secrets.md."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from functions.environment import PREVIOUS


class Change(StrEnum):
    """What `candor secrets rotate` does."""

    OVERLAP = "both accepted"
    """Makes one; the one before is accepted too, until it is retired."""
    AT_ONCE = "at once"
    """Makes one; the one before ends with the deploy that brings it."""
    GIVEN = "made elsewhere"
    """Asks for the one that a vendor made."""
    NEVER = "not by this"
    """Refuses, and says what to do instead."""


@dataclass(frozen=True, slots=True)
class Way:
    """`how`: what a person does beside the command. `overlaps`: what the vendor allows."""

    change: Change
    how: str
    overlaps: str = ""


def _given(how: str, overlaps: str) -> Way:
    return Way(Change.GIVEN, how, overlaps)


_SECOND_KEY = "yes: several live at once; end the old one last"
_NEON = _given(
    "Neon: reset the role's password, or make a second role with the same rights and end the"
    " first one later",
    "a reset ends the old one at once; two roles overlap",
)
_DEPLOY_ENDS_IT = "no: the deploy that brings it ends the one before"
WAYS: Mapping[str, Way] = {
    "CRON_SECRET": Way(
        Change.OVERLAP,
        "after the release: GitHub's environment secret CRON_SECRET, Render's cron, AWS's secret;"
        " Vercel's cron has its deployment's own",
        "yes: ours",
    ),
    "METRICS_TOKEN": Way(
        Change.OVERLAP, "the release tells Prometheus and the watcher", "yes: ours"
    ),
    "WATCH_TOKEN": Way(Change.OVERLAP, "the release tells the watcher", "yes: ours"),
    "RELEASE_VAULT_KEY": Way(
        Change.OVERLAP,
        "`candor release vault --reseal` seals what is kept with the new one, then retire",
        "yes: ours, the one before opens what it sealed",
    ),
    "PROMETHEUS_PASSWORD": Way(
        Change.AT_ONCE,
        "its hash changes with it; until all four services run anew some ask in vain, and alerts"
        " are sent again each minute",
        "no: one hash a user",
    ),
    "MLFLOW_ADMIN_PASSWORD": Way(
        Change.AT_ONCE, "MLflow sets it when it starts; tell those who log in", _DEPLOY_ENDS_IT
    ),
    "MLFLOW_SESSION_SECRET": Way(
        Change.AT_ONCE, "everybody logs in to MLflow again", _DEPLOY_ENDS_IT
    ),
    "MLFLOW_TRACKING_PASSWORD": _given(
        "the password of that user in MLFLOW_USERS; where it is the admin's, rotate"
        " MLFLOW_ADMIN_PASSWORD",
        _DEPLOY_ENDS_IT,
    ),
    "MLFLOW_USERS": _given(
        "write the list with new passwords, then MLFLOW_WATCHER_PASSWORD and"
        " MLFLOW_TRACKING_PASSWORD where they are of it",
        _DEPLOY_ENDS_IT,
    ),
    "MLFLOW_WATCHER_PASSWORD": _given("as it stands in MLFLOW_USERS", _DEPLOY_ENDS_IT),
    "GF_SECURITY_ADMIN_PASSWORD": _given(
        "Grafana's page, or `grafana cli admin reset-admin-password` in its shell on Render: its"
        " disk keeps the first one whatever it is told later",
        "no",
    ),
    "LEDGER_SIGNING_KEY": Way(
        Change.NEVER,
        "a new key is another verifier key, which readers and the witness must hear of first:"
        " docs/secrets.md, The ledger's key",
        "no: one key signs",
    ),
    "DATABASE_URL": _given(
        "the address with a new password; `candor bootstrap` sets it in the database, then release:"
        " in between readers get the last documents",
        "no: one password a role",
    ),
    "DATABASE_OWNER_URL": _NEON,
    "MLFLOW_BACKEND_URL": _NEON,
    "MLFLOW_AUTH_URL": _NEON,
    "UPSTASH_REDIS_REST_TOKEN": _given(
        "Upstash: a second ACL user, whose REST token `ACL RESTTOKEN` gives; or reset the"
        " database's password, which ends the token",
        "a reset does not; two ACL users do",
    ),
    "QSTASH_CURRENT_SIGNING_KEY": Way(
        Change.NEVER, "it changes with QSTASH_NEXT_SIGNING_KEY", "yes: current and next"
    ),
    "QSTASH_NEXT_SIGNING_KEY": _given(
        "QStash: roll keys; give the new next one, and the next of now becomes the current one"
        " here too; release before the next roll",
        "yes: current and next",
    ),
    "QSTASH_TOKEN": _given(
        "Upstash: take the next token, then roll", "yes: the next one is accepted already"
    ),
    "NEON_API_KEY": _given("Neon's console: account settings, API keys", _SECOND_KEY),
    "UPSTASH_API_KEY": _given("Upstash's console: management API", _SECOND_KEY),
    "VERCEL_TOKEN": _given("Vercel: account settings, tokens", _SECOND_KEY),
    "VERCEL_AUTOMATION_BYPASS_SECRET": _given(
        "Vercel: a second bypass of the project", _SECOND_KEY
    ),
    "RENDER_API_KEY": _given("Render: account settings, API keys", _SECOND_KEY),
    "GITHUB_TOKEN": _given(
        "GitHub: a fine-grained token; in a workflow it is made for each run", _SECOND_KEY
    ),
    "AWS_SECRET_ACCESS_KEY": _given(
        "AWS: a second key of the user; give both as AWS_ACCESS_KEY_ID:SECRET",
        "yes: two keys a user",
    ),
    "CLOUDINARY_URL": _given(
        "Cloudinary: generate a new access key, disable the old one later", _SECOND_KEY
    ),
    "ALERT_SMTP_PASSWORD": _given("whoever takes the mail", "as they say"),
    "ALERT_SLACK_URL": _given("Slack: a second webhook of the app", _SECOND_KEY),
    "ALERT_WEBHOOK_URL": _given("whoever takes the alerts", "as they say"),
    "HEARTBEAT_URL": _given("the dead-man switch: a second check", _SECOND_KEY),
}
"""Every secret of the settings, but those that follow from another."""

DERIVED = frozenset({"PROMETHEUS_PASSWORD_HASH", "AWS_SESSION_TOKEN"})
"""Made from another secret and as old as it is, or lent for an hour."""


def is_kept(name: str, value: str) -> bool:
    """Whether a secret has an age of its own.

    What a rotation replaced is told by its successor. A token that GitHub makes for one run of
    a workflow ends with it.
    """
    if name in DERIVED or name.endswith(PREVIOUS):
        return False
    return not (name == "GITHUB_TOKEN" and value.startswith("ghs_"))
