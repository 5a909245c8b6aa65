"""Alertmanager's configuration: whom each alert reaches, and what is left out is left out."""

import json
import re
import stat
from pathlib import Path

import pytest
import yaml

from mlops.local.monitoring_servers import FOLDER
from mlops.monitoring.password import password_hash
from tests.mlops.monitoring.programs import done, needs, started

HASH = password_hash("a-password-of-prometheus", 4)
PORT = {"PORT": "9093", "PROMETHEUS_PASSWORD_HASH": HASH}
MAIL = {
    "ALERT_MAIL_TO": "ada@candor.market",
    "ALERT_MAIL_FROM": "alerts@candor.market",
    "ALERT_SMTP_ADDRESS": "smtp.candor.market:587",
}
USER = {"ALERT_SMTP_USERNAME": "ada", "ALERT_SMTP_PASSWORD": "a-password-of-mail"}
SLACK = {"ALERT_SLACK_URL": "https://hooks.slack.com/services/T0/B0/x7Kq"}
WEBHOOK = {"ALERT_WEBHOOK_URL": "https://pager.market/it's?a=1&b=\\2"}
HEARTBEAT = {"HEARTBEAT_URL": "https://hc-ping.com/2f8a1c9e"}
EVERYTHING = MAIL | USER | SLACK | WEBHOOK | HEARTBEAT


def configured(environment: dict[str, str], folder: Path) -> Path:
    """The file that Alertmanager is started with."""
    result = started("alertmanager", PORT | environment, folder)
    assert result.returncode == 0, result.stderr
    return folder / "data/config/alertmanager.yml"


def kinds(path: Path) -> dict[str, set[str]]:
    """Which kinds of receivers each name has."""
    receivers = yaml.safe_load(path.read_text())["receivers"]
    return {one["name"]: set(one) - {"name"} for one in receivers}


@pytest.mark.parametrize(
    "environment",
    [MAIL, MAIL | USER, MAIL | {"ALERT_SMTP_TLS": "off"}, SLACK, WEBHOOK, EVERYTHING],
    ids=["mail", "mail with a user", "mail without TLS", "slack", "webhook", "everything"],
)
def test_whatever_is_set_makes_a_configuration_that_is_right(
    environment: dict[str, str], tmp_path: Path
) -> None:
    needs("amtool")
    said = done("amtool", "check-config", configured(environment, tmp_path))
    assert "3 receivers" in said


def test_what_is_not_set_is_left_out_and_a_warning_reaches_somebody_anyway(tmp_path: Path) -> None:
    slack, mail, webhook = {"slack_configs"}, {"email_configs"}, {"webhook_configs"}
    for environment, everyone, desk, heartbeat in (
        (MAIL, mail, mail, set()),
        (SLACK, slack, slack, set()),
        (WEBHOOK, webhook, webhook, set()),
        (WEBHOOK | MAIL, webhook | mail, mail, set()),
        (EVERYTHING, slack | mail | webhook, slack | mail, webhook),
    ):
        found = kinds(configured(environment, tmp_path))
        assert found == {"everyone": everyone, "desk": desk, "heartbeat": heartbeat}


def test_a_value_is_one_value_whatever_is_in_it(tmp_path: Path) -> None:
    config = yaml.safe_load(configured(WEBHOOK, tmp_path).read_text())
    everyone = config["receivers"][0]["webhook_configs"][0]["url"]
    assert everyone == WEBHOOK["ALERT_WEBHOOK_URL"]


def test_secrets_lie_in_files_of_the_owner_and_not_in_arguments(tmp_path: Path) -> None:
    result = started("alertmanager", PORT | EVERYTHING, tmp_path)
    config = tmp_path / "data/config"
    assert (config / "slack_url").read_text() == SLACK["ALERT_SLACK_URL"]
    assert (config / "smtp_password").read_text() == USER["ALERT_SMTP_PASSWORD"]
    web = yaml.safe_load((config / "web.yml").read_text())
    assert web == {"basic_auth_users": {"candor": HASH}}
    assert f"--web.config.file={config}/web.yml" in result.stdout
    text = (config / "alertmanager.yml").read_text()
    for secret in (SLACK["ALERT_SLACK_URL"], USER["ALERT_SMTP_PASSWORD"], HASH):
        assert secret not in text
        assert secret not in result.stdout
    assert HEARTBEAT["HEARTBEAT_URL"] not in result.stdout
    assert {stat.S_IMODE(path.stat().st_mode) for path in config.iterdir()} == {0o600}


def test_acknowledgements_are_kept_as_long_as_prometheus_keeps_alerts(tmp_path: Path) -> None:
    kept = started("alertmanager", PORT | EVERYTHING, tmp_path).stdout
    [hours] = re.findall(r"^--data.retention=(\d+)h$", kept, re.MULTILINE)
    prometheus = (FOLDER / "prometheus/start.sh").read_text()
    [days] = re.findall(r"RETENTION_TIME:-(\d+)d", prometheus)
    assert int(hours) == 24 * int(days)


@pytest.mark.parametrize(
    ("labels", "receiver"),
    [
        ({"alertname": "ApiDown", "severity": "critical"}, "everyone"),
        ({"alertname": "Slow", "severity": "warning"}, "desk"),
        ({"alertname": "Slow", "severity": "warning", "escalated": "true"}, "everyone"),
        ({"alertname": "PageBudgetBurnsFast", "severity": "warning", "component": "readers"},
         "desk"),
        ({"alertname": "WarningUnattended", "severity": "critical", "escalated": "true"},
         "everyone"),
        ({"alertname": "Watchdog", "severity": "none"}, "heartbeat"),
        ({"alertname": "Misspelt", "severity": "critcal"}, "everyone"),
        ({"alertname": "Bare"}, "everyone"),
    ],
)  # fmt: skip
def test_each_alert_reaches_whom_its_severity_says(
    labels: dict[str, str], receiver: str, tmp_path: Path
) -> None:
    needs("amtool")
    config = configured(EVERYTHING, tmp_path)
    words = [f"{name}={value}" for name, value in labels.items()]
    done(
        "amtool", "config", "routes", "test", f"--config.file={config}",
        f"--verify.receivers={receiver}", *words,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("labels", "named"),
    [
        ({"alertname": "SlotMissed"}, "SlotMissed"),
        ({"alertname": "WarningUnattended", "warning": "CpuHigh"}, "CpuHigh"),
    ],
)
def test_mail_names_what_is_to_be_acknowledged_and_never_all_escalations_at_once(
    labels: dict[str, str], named: str, tmp_path: Path
) -> None:
    needs("amtool")
    everyone = yaml.safe_load(configured(MAIL, tmp_path).read_text())["receivers"][0]
    (tmp_path / "none.tmpl").write_text("")
    alert = {"status": "firing", "labels": labels, "annotations": {}}
    (tmp_path / "data.json").write_text(
        json.dumps({"alerts": [alert | {"startsAt": "2026-01-01T00:00:00Z"}]})
    )
    said = done(
        "amtool", "template", "render", f"--template.glob={tmp_path}/none.tmpl",
        f"--template.data={tmp_path}/data.json",
        f"--template.text={everyone['email_configs'][0]['text']}",
    )  # fmt: skip
    assert f"candor ack {named} --for 2h" in said


def test_the_watchdog_is_repeated_within_what_the_switch_forgives(tmp_path: Path) -> None:
    route = yaml.safe_load(configured(EVERYTHING, tmp_path).read_text())["route"]
    [watchdog] = [one for one in route["routes"] if one["receiver"] == "heartbeat"]
    assert watchdog["matchers"] == ["alertname = Watchdog"]
    assert (watchdog["group_interval"], watchdog["repeat_interval"]) == ("30s", "50s")


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({}, "set ALERT_MAIL_TO, ALERT_SLACK_URL or ALERT_WEBHOOK_URL, or alerts reach nobody"),
        (HEARTBEAT, "set ALERT_MAIL_TO, ALERT_SLACK_URL or ALERT_WEBHOOK_URL"),
        ({"ALERT_MAIL_TO": "a@b.market"}, "set ALERT_MAIL_FROM to the sender of mail"),
        (MAIL | {"ALERT_SMTP_ADDRESS": ""}, "set ALERT_SMTP_ADDRESS to HOST:PORT"),
        (MAIL | {"PROMETHEUS_PASSWORD_HASH": ""}, "to what Prometheus has"),
        (MAIL | {"PROMETHEUS_PASSWORD_HASH": 'x" }'}, "a character that has no place in it"),
    ],
)
def test_without_anybody_to_tell_or_a_password_it_says_what_to_set(
    environment: dict[str, str], sentence: str, tmp_path: Path
) -> None:
    result = started("alertmanager", PORT | environment, tmp_path)
    assert result.returncode != 0
    assert sentence in result.stderr
