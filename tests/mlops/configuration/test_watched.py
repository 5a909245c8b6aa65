"""What those who watch are told: where, with which secrets, and whom to tell."""

import pytest

from mlops.configuration.check import consumer_problems
from tests.mlops.configuration.environments import FUNCTION, HASH, OPERATOR, WATCHED
from tests.mlops.configuration.test_check import NAMED


def test_alerts_of_a_deployed_environment_reach_somebody() -> None:
    alertmanager, deployed = NAMED["alertmanager"], HASH | {"CANDOR_ENV": "production"}
    [problem] = consumer_problems(alertmanager, deployed)
    assert problem.sentence == (
        "ALERT_WEBHOOK_URL is not set, nor ALERT_MAIL_TO or ALERT_SLACK_URL;"
        " set one, or alerts reach nobody"
    )
    mail = {
        "ALERT_MAIL_TO": "ada@candor.market",
        "ALERT_MAIL_FROM": "alerts@candor.market",
        "ALERT_SMTP_ADDRESS": "smtp.candor.market:587",
    }
    slack = {"ALERT_SLACK_URL": "https://hooks.slack.com/services/T0/B0/x7Kq"}
    assert consumer_problems(alertmanager, deployed | mail) == []
    assert consumer_problems(alertmanager, deployed | slack) == []
    unencrypted = deployed | mail | {"ALERT_SMTP_TLS": "off"}
    [problem] = consumer_problems(alertmanager, unencrypted)
    assert problem.sentence == "ALERT_SMTP_TLS is not for production; take it away"


def test_a_password_is_no_hash_of_itself() -> None:
    told = WATCHED | {"CANDOR_URL": "https://candor.market"}
    assert consumer_problems(NAMED["prometheus"], told) == []
    [problem] = consumer_problems(
        NAMED["prometheus"], told | {"PROMETHEUS_PASSWORD_HASH": "x" * 60}
    )
    assert problem.sentence == (
        "PROMETHEUS_PASSWORD_HASH is no bcrypt hash; make it with `candor monitoring password`"
    )


@pytest.mark.parametrize("name", ["PROMETHEUS_URL", "ALERTMANAGER_URL"])
def test_whoever_asks_prometheus_or_alertmanager_needs_their_password(name: str) -> None:
    told = {key: value for key, value in OPERATOR.items() if not key.startswith("PROMETHEUS")}
    [problem] = consumer_problems(NAMED["operator"], told | {name: "http://127.0.0.1:9"})
    assert problem.sentence.startswith(f"PROMETHEUS_PASSWORD is not set, and {name} needs it")


@pytest.mark.parametrize("url", ["https://a:b@candor.market", "https://candor.market/api?x=1"])
def test_the_product_is_watched_and_ticked_at_an_origin(url: str) -> None:
    told = WATCHED | {"CANDOR_URL": url, "CRON_SECRET": FUNCTION["CRON_SECRET"]}
    for name in ("prometheus", "watcher", "scheduler"):
        assert [one.name for one in consumer_problems(NAMED[name], told)] == ["CANDOR_URL"]
