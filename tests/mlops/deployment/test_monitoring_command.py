"""`make monitoring` refuses what its servers could not use, before it starts one."""

import socket
from pathlib import Path

import pytest

from functions.domain.errors import VendorUnavailable
from mlops.cli import main
from mlops.deployment import monitoring
from mlops.deployment.monitoring import Monitoring, Watched
from mlops.local.free_port import LOOPBACK, free_port

TOKEN = "x7Kq2Lw9Rt4Yb6Nm1Vc8Zs3Dp5Hj0Gf-2aQ"


def said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str, **given: str
) -> str:
    """What it says as it ends with an error, told these variables."""
    for name, value in ({"METRICS_TOKEN": TOKEN, "ALERT_WEBHOOK_URL": ""} | given).items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as ended:
        main(["monitoring", *words])
    assert ended.value.code in {1, 2}
    return capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"CANDOR_URL": "candor.market"}, "CANDOR_URL: should be a valid URL"),
        ({"CANDOR_URL": "https://a:b@candor.market"}, "CANDOR_URL carries a user or password"),
        ({"CANDOR_URL": "https://candor.market/api"}, "CANDOR_URL is an origin, https://HOST"),
        ({"METRICS_TOKEN": ""}, "METRICS_TOKEN is not set"),
        ({"METRICS_TOKEN": f'{TOKEN}"x'}, "METRICS_TOKEN has a blank, line break or quote in it"),
        ({"METRICS_TOKEN": f"{TOKEN}\nx: y"}, "METRICS_TOKEN has a blank, line break or quote"),
        ({"ALERT_WEBHOOK_URL": "my-webhook"}, "ALERT_WEBHOOK_URL is no https:// address"),
    ],
)
def test_what_the_servers_could_not_use_is_refused_with_its_reason(
    given: dict[str, str],
    reason: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = said(monkeypatch, capsys, **{"CANDOR_URL": "https://candor.market"} | given)
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
        told = said(
            monkeypatch, capsys, CANDOR_URL="https://candor.market", ALERTMANAGER_PORT=port,
            PROMETHEUS_PORT=str(free_port()),
        )  # fmt: skip
    assert f"port {port} is taken by another program; choose another, e.g. `ALERTMAN" in told


def test_a_server_that_does_not_start_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(monitoring, "_installed", lambda names: names[0])
    servers = Monitoring(Watched("gopher://x", TOKEN, ""), tmp_path, free_port(), free_port())
    why = r"ended with code \d+ at start: .*ALERT_WEBHOOK_URL"
    with pytest.raises(VendorUnavailable, match=why), servers.run():
        pass
