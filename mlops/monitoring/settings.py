"""What Prometheus, Alertmanager and Grafana are told."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr, field_validator
from pydantic import ValidationInfo as Info

from functions.domain.setting import Kind, Refusal, webhook_refusal
from functions.environment import (
    DEPLOYED,
    ConsumerSettings,
    Origin,
    RandomSecret,
    Rule,
    is_deployed,
    refuse,
)

GIVEN = Rule(is_given=True)
PORT_MAX = 65_535
BCRYPT_HASH = re.compile(r"\$2[aby]\$\d\d\$[A-Za-z0-9./]{53}")


def _bcrypt_hash(text: SecretStr) -> SecretStr:
    if not BCRYPT_HASH.fullmatch(text.get_secret_value()):
        reason = "is no bcrypt hash; make it with `candor monitoring password`"
        refuse(Refusal(Kind.MALFORMED, reason))
    return text


PasswordHash = Annotated[SecretStr, AfterValidator(_bcrypt_hash)]
HASH_OF = "bcrypt hash of PROMETHEUS_PASSWORD; `candor monitoring password` makes both."


class PrometheusSettings(ConsumerSettings):
    """Prometheus, which asks the serving function and the watcher for their metrics."""

    candor_url: Origin = Field(
        description="Where the serving function is reached, without a path.",
        examples=["http://127.0.0.1:8000", "https://candor-{environment}.example"],
    )
    metrics_token: RandomSecret = Field(description="Bearer secret of /api/metrics.")
    prometheus_password: RandomSecret = Field(
        description="Password of the user candor at Prometheus and Alertmanager."
    )
    prometheus_password_hash: PasswordHash = Field(description=HASH_OF)
    retention_time: str = Field(
        "120d", pattern=r"^\d+[dwy]$", description="How long Prometheus keeps what it saw."
    )
    retention_size: str = Field(
        "800MB", pattern=r"^\d+[MG]B$", description="How much of it, on its disk."
    )
    scrape_interval: str = Field(
        "60s", pattern=r"^\d+[sm]$", description="Pause between two scrapes, 10s at least."
    )
    evaluation_interval: str = Field(
        "30s", pattern=r"^\d+[sm]$", description="Pause between two evaluations of the rules."
    )
    alertmanager_address: Annotated[str, GIVEN] = Field(
        "", description="HOST:PORT of Alertmanager (Render sets it)."
    )
    watcher_address: Annotated[str, GIVEN] = Field(
        "", description="HOST:PORT of the watcher (Render sets it)."
    )
    port: Annotated[int, GIVEN] = Field(
        9090, ge=1, le=PORT_MAX, description="Port it listens on (Render sets it)."
    )


def _webhook(url: SecretStr | None, info: Info) -> SecretStr | None:
    if url is not None:
        refuse(webhook_refusal(url.get_secret_value(), deployed=is_deployed(info)))
    return url


Webhook = Annotated[SecretStr | None, AfterValidator(_webhook)]


class AlertmanagerSettings(ConsumerSettings):
    """Alertmanager, which tells somebody: by one receiver at least.

    Its web has Prometheus's user and password.
    """

    prometheus_password_hash: PasswordHash = Field(description=HASH_OF)
    alert_mail_to: str | None = Field(
        None, pattern=r"^\S+@\S+$", description="Who gets alerts by mail."
    )
    alert_mail_from: Annotated[str | None, Rule(pair="alert_mail_to")] = Field(
        None, pattern=r"^\S+@\S+$", description="Sender of that mail."
    )
    alert_smtp_address: Annotated[str | None, Rule(pair="alert_mail_to")] = Field(
        None, pattern=r"^\S+:\d+$", description="HOST:PORT of the server that takes the mail."
    )
    alert_smtp_username: str | None = Field(None, description="User there; unset: none needed.")
    alert_smtp_password: Annotated[SecretStr | None, Rule(pair="alert_smtp_username")] = Field(
        None, description="Password of ALERT_SMTP_USERNAME."
    )
    alert_smtp_tls: Annotated[str | None, Rule(absent_in=DEPLOYED)] = Field(
        None, pattern="^off$", description="off: mail is sent unencrypted, to this machine's sink."
    )
    alert_slack_url: Webhook = Field(
        None, description="Slack-compatible webhook of alerts; its address is its only secret."
    )
    alert_webhook_url: Webhook = Field(
        None,
        description="Webhook that takes Alertmanager's own JSON; its address is its only secret.",
    )
    heartbeat_url: Webhook = Field(
        None,
        description="Ping address of a dead-man switch (Healthchecks.io's protocol); called each"
        " minute while alerts work.",
    )
    port: Annotated[int, GIVEN] = Field(
        9093, ge=1, le=PORT_MAX, description="Port it listens on (Render sets it)."
    )

    @field_validator("alert_webhook_url")
    @classmethod
    def _reaches_somebody(cls, url: SecretStr | None, info: Info) -> SecretStr | None:
        before = ("alert_mail_to", "alert_slack_url")
        if (
            url is None
            and is_deployed(info)
            and not any(info.data.get(one, True) for one in before)
        ):
            reason = (
                "is not set, nor ALERT_MAIL_TO or ALERT_SLACK_URL; set one, or alerts reach nobody"
            )
            refuse(Refusal(Kind.MISSING, reason))
        return url


class GrafanaSettings(ConsumerSettings):
    """Grafana, with Prometheus for its source."""

    gf_security_admin_password: RandomSecret = Field(description="Password of Grafana's admin.")
    prometheus_password: RandomSecret = Field(
        description="Password of the user candor at Prometheus and Alertmanager."
    )
    prometheus_scheme: Annotated[str, GIVEN] = Field(
        "http", pattern="^https?$", description="How Grafana speaks to Prometheus."
    )
    prometheus_address: Annotated[str, GIVEN] = Field(
        "", description="HOST:PORT of Prometheus (Render sets it)."
    )
    port: Annotated[int, GIVEN] = Field(
        3000, ge=1, le=PORT_MAX, description="Port it listens on (Render sets it)."
    )
