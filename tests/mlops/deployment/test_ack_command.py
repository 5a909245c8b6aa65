"""`candor ack` against a real Alertmanager: who sees to what, with a name and a reason."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from mlops.cli import main
from mlops.local.free_port import LOOPBACK, free_port
from mlops.local.monitoring_servers import AlertmanagerServer, alertmanager_program
from mlops.local.process import running
from mlops.monitoring.watcher.watch import PROMETHEUS_USER
from tests.mlops.monitoring.programs import INSTALL

NAMED = ("--by", "Ada", "--reason", "the venue is closed")
USER = (PROMETHEUS_USER, "a-password-of-prometheus")
SHOWN_S_MAX = 5.0


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AlertmanagerServer]:
    if not alertmanager_program():
        pytest.skip(f"Alertmanager {INSTALL}")
    home = tmp_path_factory.mktemp("alertmanager")
    one = AlertmanagerServer(
        home, free_port(), USER[1], {"ALERT_WEBHOOK_URL": f"http://{LOOPBACK}:9/nobody"}
    )
    with (home / "log").open("wb") as log, running(one.command(), log, one.is_ready, 30):
        yield one


@pytest.fixture
def fire(server: AlertmanagerServer) -> Callable[..., None]:
    """Makes alerts fire."""

    def fire(*names: str, **labels: str) -> None:
        alerts = [
            {
                "labels": {"alertname": name, "severity": "critical", **labels},
                "annotations": {"summary": f"{name} happens"},
            }
            for name in names
        ]
        httpx.post(f"{server.url}/api/v2/alerts", json=alerts, auth=USER).raise_for_status()

    return fire


@pytest.fixture
def ack(
    server: AlertmanagerServer,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Callable[..., str]]:
    """What the command says; as an environment would have it whose Alertmanager this is."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env.production").write_text(
        f"ALERTMANAGER_URL={server.url}\nPROMETHEUS_PASSWORD={USER[1]}\n"
    )

    def ack(*words: str, code: int = 0) -> str:
        with pytest.raises(SystemExit) as ended:
            main(["ack", *words, "--env", "production"])
        said = capsys.readouterr()
        assert ended.value.code == code, said.err
        return said.err if code else said.out

    yield ack
    for one in silences(server):
        httpx.delete(f"{server.url}/api/v2/silence/{one['id']}", auth=USER)


def silences(server: AlertmanagerServer) -> list[dict[str, Any]]:
    every = httpx.get(f"{server.url}/api/v2/silences", auth=USER).json()
    return [one for one in every if one["status"]["state"] == "active"]


def await_state(server: AlertmanagerServer, name: str, state: str) -> None:
    deadline = time.monotonic() + SHOWN_S_MAX
    while True:
        alerts = httpx.get(f"{server.url}/api/v2/alerts", auth=USER).json()
        found = {one["labels"]["alertname"]: one["status"]["state"] for one in alerts}
        if found.get(name) == state:
            return
        assert time.monotonic() < deadline, found
        time.sleep(0.05)


def test_what_fires_is_listed_with_nobody_who_sees_to_it(
    ack: Callable[..., str], fire: Callable[..., None]
) -> None:
    fire("VenueFailing")
    [row] = [line for line in ack().splitlines() if line.startswith("VenueFailing")]
    assert "critical" in row
    assert "nobody" in row
    assert "VenueFailing happens" in row


def test_an_alert_that_is_seen_to_tells_nobody_and_says_who_and_why(
    server: AlertmanagerServer, ack: Callable[..., str], fire: Callable[..., None]
) -> None:
    fire("SlotMissed", "DataTooOld")
    await_state(server, "SlotMissed", "active")
    assert "Ada sees to it" in ack("SlotMissed", "--for", "30m", *NAMED)
    await_state(server, "SlotMissed", "suppressed")
    await_state(server, "DataTooOld", "active")
    [row] = [line for line in ack().splitlines() if line.startswith("SlotMissed")]
    assert "Ada" in row
    [row] = [line for line in ack("--list").splitlines() if line.startswith("SlotMissed")]
    assert row.endswith("the venue is closed")


def test_the_escalation_of_a_warning_that_is_seen_to_is_silent_too(
    server: AlertmanagerServer, ack: Callable[..., str], fire: Callable[..., None]
) -> None:
    fire("SkillLow")
    ack("SkillLow", *NAMED)
    fire("WarningUnattended", warning="SkillLow", escalated="true")
    await_state(server, "WarningUnattended", "suppressed")


def test_an_escalation_is_not_silenced_by_its_own_name_which_is_that_of_all(
    server: AlertmanagerServer, ack: Callable[..., str], fire: Callable[..., None]
) -> None:
    fire("WarningUnattended", warning="MlflowDown", escalated="true")
    fire("WarningUnattended", warning="CpuHigh", escalated="true")
    await_state(server, "WarningUnattended", "active")
    said = ack("WarningUnattended", *NAMED, code=1)
    assert "name the warning: " in said
    assert "CpuHigh, MlflowDown" in said
    assert silences(server) == []


def test_an_end_makes_it_tell_again(
    server: AlertmanagerServer, ack: Callable[..., str], fire: Callable[..., None]
) -> None:
    fire("DiskFull")
    ack("DiskFull", *NAMED)
    assert ack("DiskFull", "--expire") == "DiskFull tells again; Ada saw to it.\n"
    await_state(server, "DiskFull", "active")
    assert silences(server) == []
    assert "Nobody sees to anything" in ack("--list")
    assert "nobody sees to DiskFull" in ack("DiskFull", "--expire", code=1)


def test_what_a_name_or_a_reason_says_cannot_steer_the_terminal(
    server: AlertmanagerServer, ack: Callable[..., str], fire: Callable[..., None]
) -> None:
    fire("TicksLate", summary="\x1b[2Jit is late")
    ack("TicksLate", "--by", "Ada\x1b[31m", "--reason", "seen\r\x9b2J\u202eto")
    await_state(server, "TicksLate", "suppressed")
    for said in (ack(), ack("--list"), ack("TicksLate", "--expire")):
        assert "Ada\N{REPLACEMENT CHARACTER}[31m" in said
        assert all(one.isprintable() for one in said.replace("\n", ""))


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("CacheDown", "--reason", "a reason"), "--by is needed"),
        (("CacheDown", "--by", "Ada", "--reason", " "), "--reason is needed"),
        (("CacheDown", "--for", "soon", *NAMED), "--for is a time like 30m, 2h or 1d"),
        (("CacheDown", "--for", "8d", *NAMED), "7d at most, not '8d'"),
        (("CacheDown", "--for", "0h", *NAMED), "--for is a time like"),
        (("CasheDown", *NAMED), "CasheDown does not fire; there fire: "),
        (("--expire",), "name the alert, or the silence's id"),
    ],
)
def test_a_silence_without_name_reason_end_or_alert_is_refused(
    words: tuple[str, ...],
    sentence: str,
    server: AlertmanagerServer,
    ack: Callable[..., str],
    fire: Callable[..., None],
) -> None:
    fire("CacheDown")
    assert sentence in ack(*words, code=1)
    assert silences(server) == []


def test_where_no_alertmanager_is_known_or_answers_the_command_says_so(
    ack: Callable[..., str], tmp_path: Path
) -> None:
    nowhere = f"ALERTMANAGER_URL=http://{LOOPBACK}:9\n"
    (tmp_path / ".env.production").write_text(f"{nowhere}PROMETHEUS_PASSWORD={USER[1]}\n")
    assert "alertmanager: at http://127.0.0.1:9/api/v2/ does not answer" in ack(code=1)
    (tmp_path / ".env.production").write_text(nowhere)
    assert "PROMETHEUS_PASSWORD of production is not set" in ack(code=1)
    (tmp_path / ".env.production").write_text("CANDOR_ENV=production\n")
    assert "ALERTMANAGER_URL of production is not set" in ack(code=1)


@pytest.mark.parametrize(
    ("method", "path"), [("OPTIONS", "silences"), ("POST", "silences"), ("GET", "alerts")]
)
def test_a_web_page_in_somebodys_browser_is_refused(
    method: str, path: str, server: AlertmanagerServer
) -> None:
    page = {
        "Origin": "https://elsewhere.example",
        "Access-Control-Request-Method": "POST",
        "Content-Type": "text/plain",
    }
    answer = httpx.request(method, f"{server.url}/api/v2/{path}", headers=page, content="{}")
    assert answer.status_code == httpx.codes.UNAUTHORIZED
    assert "access-control-allow-origin" not in answer.headers
