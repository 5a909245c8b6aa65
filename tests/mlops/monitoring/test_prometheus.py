"""Prometheus's configuration, as start.sh makes it from an environment."""

import json
import stat
from pathlib import Path

import bcrypt
import pytest
import yaml

from mlops.local.monitoring_servers import FOLDER
from mlops.monitoring.password import new_password, password_hash
from tests.mlops.monitoring.programs import done, needs, started

PASSWORD = "Lr7hX2pW9vN4cQ8sT1yK6mB3zF5gJ0dA"
TOKEN = "a-token-of-who-watches-0123456789abcdef"
USER = {"username": "candor", "password_file": "web_password"}
LEAST = {
    "CANDOR_URL": "https://candor.market/",
    "METRICS_TOKEN": TOKEN,
    "ALERTMANAGER_ADDRESS": "alertmanager:9093",
    "WATCHER_ADDRESS": "watcher:9095",
    "PROMETHEUS_PASSWORD": PASSWORD,
    "PROMETHEUS_PASSWORD_HASH": password_hash(PASSWORD, 4),
    "PORT": "9090",
}


@pytest.fixture
def config(tmp_path: Path) -> Path:
    result = started("prometheus", LEAST | {"CANDOR_ENV": "production"}, tmp_path)
    assert result.returncode == 0, result.stderr
    return tmp_path / "data/config"


def test_the_configuration_and_its_rules_are_right(config: Path) -> None:
    needs("promtool")
    assert "SUCCESS" in done("promtool", "check", "config", "prometheus.yml", cwd=config)
    done("promtool", "check", "web-config", "web.yml", cwd=config)


def test_rules_are_right_as_they_are_committed() -> None:
    needs("promtool")
    rules = sorted((FOLDER / "prometheus/rules").glob("*.yml"))
    assert rules
    done("promtool", "check", "rules", "--lint=all", *rules)


def test_each_job_asks_its_target_with_the_secret_from_a_file(config: Path) -> None:
    written = yaml.safe_load((config / "prometheus.yml").read_text())
    jobs = {one["job_name"]: one for one in written["scrape_configs"]}
    [told] = written["alerting"]["alertmanagers"]
    assert told["basic_auth"] == USER
    assert jobs.keys() == {"candor", "watcher", "prometheus", "alertmanager"}
    for name in ("candor", "watcher"):
        assert jobs[name]["authorization"] == {"credentials_file": "metrics_token"}
    assert (config / "metrics_token").read_text() == TOKEN
    for name in ("prometheus", "alertmanager"):
        assert jobs[name]["basic_auth"] == USER
    targets = {}
    for path in (config / "targets").iterdir():
        [one] = json.loads(path.read_text())
        targets[path.stem] = (one["targets"], one["labels"]["__scheme__"])
    assert targets == {
        "candor": (["candor.market"], "https"),
        "watcher": (["watcher:9095"], "http"),
        "alertmanager": (["alertmanager:9093"], "http"),
        "prometheus": (["127.0.0.1:9090"], "http"),
    }  # fmt: skip


def test_only_who_has_the_password_may_ask(config: Path) -> None:
    users = yaml.safe_load((config / "web.yml").read_text())["basic_auth_users"]
    assert bcrypt.checkpw(PASSWORD.encode(), users["candor"].encode())
    assert (config / "web_password").read_text() == PASSWORD
    files = [path for path in config.iterdir() if path.is_file()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


def test_a_new_password_is_another_one_each_time() -> None:
    one, other = new_password(), new_password()
    assert one != other
    assert len(one) >= 32
    assert bcrypt.checkpw(one.encode(), password_hash(one, 4).encode())
    assert not bcrypt.checkpw(other.encode(), password_hash(one, 4).encode())


def test_the_environment_names_itself_and_chooses_pace_and_memory(tmp_path: Path) -> None:
    chosen = {"SCRAPE_INTERVAL": "10s", "EVALUATION_INTERVAL": "15s", "RETENTION_SIZE": "8GB"}
    told = started("prometheus", LEAST | chosen, tmp_path).stdout
    made = yaml.safe_load((tmp_path / "data/config/prometheus.yml").read_text())["global"]
    assert (made["scrape_interval"], made["evaluation_interval"]) == ("10s", "15s")
    assert made["external_labels"] == {"environment": "development"}
    assert "--storage.tsdb.retention.size=8GB\n" in told
    assert "--storage.tsdb.retention.time=120d\n" in told
    assert "--storage.tsdb.retention.size=800MB\n" in started("prometheus", LEAST, tmp_path).stdout


def test_the_name_of_the_environment_is_on_everything(config: Path) -> None:
    made = yaml.safe_load((config / "prometheus.yml").read_text())["global"]
    assert made["external_labels"] == {"environment": "production"}
    assert made["scrape_interval"] == "60s"


def test_a_rule_that_is_gone_is_gone_at_the_next_start(config: Path, tmp_path: Path) -> None:
    (config / "rules/old.yml").write_text("groups: []")
    assert started("prometheus", LEAST, tmp_path).returncode == 0
    assert not (config / "rules/old.yml").exists()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"CANDOR_URL": ""}, "set CANDOR_URL to where the product is"),
        ({"CANDOR_URL": "candor.market"}, "CANDOR_URL begins with https:// or http://"),
        ({"METRICS_TOKEN": ""}, "set METRICS_TOKEN to what the product has"),
        ({"WATCHER_ADDRESS": ""}, "set WATCHER_ADDRESS to HOST:PORT"),
        ({"PROMETHEUS_PASSWORD_HASH": ""}, "`candor monitoring password` makes both"),
        ({"PROMETHEUS_PASSWORD_HASH": 'x" }'}, "PROMETHEUS_PASSWORD_HASH has a character that"),
        ({"CANDOR_ENV": "a b"}, "CANDOR_ENV has a character that has no place in it"),
    ],
)
def test_it_does_not_start_without_its_settings_and_says_which(
    change: dict[str, str], sentence: str, tmp_path: Path
) -> None:
    result = started("prometheus", LEAST | change, tmp_path)
    assert result.returncode != 0
    assert sentence in result.stderr
