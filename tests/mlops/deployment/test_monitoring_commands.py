"""`candor monitoring watch` refuses what its servers could not use, before it starts one."""

import socket
from pathlib import Path

import bcrypt
import pytest

from functions.domain.errors import VendorUnavailable
from mlops.cli import main
from mlops.deployment import monitoring
from mlops.deployment.monitoring import Monitoring
from mlops.local.free_port import LOOPBACK, free_port
from tests.mlops.configuration import environments

GIVEN = environments.WATCHED | {
    "CANDOR_URL": "https://candor.market",
    "ALERT_SLACK_URL": "https://hooks.slack.com/services/T0/B0/x7Kq",
}
TOKEN = environments.WATCHED["METRICS_TOKEN"]


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CANDOR_STATE", str(tmp_path / "state"))


def said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str, **given: str
) -> str:
    """What it says as it ends with an error, told these variables."""
    ports = {name: str(free_port()) for name in ("PROMETHEUS_PORT", "ALERTMANAGER_PORT", "W")}
    for name, value in (GIVEN | ports | given).items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as ended:
        main(["monitoring", "watch", *words])
    assert ended.value.code in {1, 2}
    return capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"CANDOR_URL": "candor.market"}, "CANDOR_URL: should be a valid URL"),
        ({"CANDOR_URL": "https://a:b@candor.market"}, "CANDOR_URL carries a user or password"),
        ({"CANDOR_URL": "https://candor.market/api"}, "CANDOR_URL is an origin, https://HOST"),
        ({"METRICS_TOKEN": ""}, "METRICS_TOKEN is not set"),
        ({"WATCH_TOKEN": ""}, "WATCH_TOKEN is not set"),
        ({"METRICS_TOKEN": f'{TOKEN}"x'}, "METRICS_TOKEN has a blank, line break or quote in it"),
        ({"ALERT_SLACK_URL": "my-webhook"}, "ALERT_SLACK_URL is no https:// address"),
        ({"ALERT_SLACK_URL": ""}, "ALERT_WEBHOOK_URL is not set, nor ALERT_MAIL_TO or ALERT_SLACK"),
    ],
)
def test_what_the_servers_could_not_use_is_refused_with_its_reason(
    given: dict[str, str],
    reason: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = said(monkeypatch, capsys, **given)
    assert told.startswith(f"Error: {reason}")
    assert TOKEN not in told


def test_a_secret_is_no_argument_because_everybody_can_read_those(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "No such option" in said(monkeypatch, capsys, "--metrics-token", TOKEN)


def test_a_taken_port_is_named_with_the_variable_that_chooses_another(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as squatter:
        squatter.bind((LOOPBACK, 0))
        squatter.listen()
        port = str(squatter.getsockname()[1])
        told = said(monkeypatch, capsys, ALERTMANAGER_PORT=port)
    assert f"port {port} is taken by another program; choose another, e.g. `ALERTMAN" in told


def test_a_server_that_does_not_start_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(monitoring, "missing_programs", list)
    nobody = GIVEN | {"ALERT_SLACK_URL": ""}
    servers = Monitoring(nobody, tmp_path, free_port(), free_port(), free_port())
    why = r"ended with code \d+ at start: set ALERT_MAIL_TO, ALERT_SLACK_URL or"
    with pytest.raises(VendorUnavailable, match=why), servers.run():
        pass


def test_a_password_is_made_with_its_hash(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["monitoring", "password"])
    assert ended.value.code == 0
    _, made, _, hashed = (line.strip() for line in capsys.readouterr().out.splitlines())
    assert bcrypt.checkpw(made.encode(), hashed.encode())
