"""A report from a real Prometheus, Alertmanager and release log, and from none of them."""

import re
import subprocess
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest

from functions.adapters.system import SystemClock
from functions.domain.errors import InvalidInput
from mlops.cli import main
from mlops.local.free_port import LOOPBACK, free_port
from mlops.release.declared.release import read_release
from mlops.report import gather as module
from mlops.report.gather import OF_LOG, OF_PROMETHEUS, Records, gather
from mlops.report.goals import read_goals
from mlops.report.judge import Verdict, judge
from mlops.report.measured import of_quotas
from tests.conftest import Database
from tests.mlops.monitoring.programs import needs
from tests.mlops.monitoring.watcher.conftest import ALERTMANAGER, PROMETHEUS, PROMTOOL, served

GOALS = read_goals()
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
NOW = SystemClock().now().replace(microsecond=0)
NOBODY = f"http://{LOOPBACK}:9"
GROWING = {
    'candor_http_requests_total{route="/api/v1/price",status_class="2xx"}': 990,
    'candor_http_requests_total{route="/api/v1/price",status_class="5xx"}': 10,
    'candor_http_requests_total{route="/api/v1/price",status_class="preparing"}': 5_000,
    'candor_http_request_duration_seconds_bucket{route="/api/v1/price",le="0.1"}': 900,
    'candor_http_request_duration_seconds_bucket{route="/api/v1/price",le="0.2"}': 1000,
    'candor_http_request_duration_seconds_bucket{route="/api/v1/price",le="+Inf"}': 1000,
    'candor_http_request_duration_seconds_count{route="/api/v1/price"}': 1000,
    'candor_http_request_duration_seconds_bucket{route="/api/cron/tick",le="+Inf"}': 9000,
    'candor_http_request_duration_seconds_count{route="/api/cron/tick"}': 9000,
    'candor_web_vital_seconds_bucket{vital="lcp",le="2.5"}': 0,
    'candor_web_vital_seconds_bucket{vital="lcp",le="4.0"}': 100,
    'candor_web_vital_seconds_bucket{vital="lcp",le="+Inf"}': 100,
    'candor_web_vital_seconds_count{vital="lcp"}': 100,
}
"""Counts a day."""
STANDING = {
    "candor_cache_answers": 1,
    'up{job="candor"}': 1,
    'up{job="prometheus"}': 1,
    'up{job="watcher"}': 0,
    'candor_probe_success{target="page"}': 1,
    'candor_probe_success{target="api"}': 1,
    'candor_probe_success{target="forecast"}': 1,
    'candor_probe_success{target="grafana"}': 1,
    'candor_quota_used_ratio{quota="upstash-commands"}': 0.25,
    "candor_database_size_bytes": 50_000_000,
}


def samples() -> Iterator[str]:
    """Two days; an alert fired yesterday for an hour."""
    times = [NOW - 2 * DAY + 4 * MINUTE * step for step in range(721)]
    for series, a_day in GROWING.items():
        for at in times:
            grown = a_day * ((at - times[0]) / DAY) + 1
            yield f"{series} {grown:.4f} {at.timestamp():.0f}"
    for series, value in STANDING.items():
        for at in times:
            yield f"{series} {value} {at.timestamp():.0f}"
    for minute in range(60):
        fired_at = (NOW - DAY + minute * MINUTE).timestamp()
        labels = 'alertname="PageDown",alertstate="firing",severity="critical"'
        yield f"ALERTS{{{labels}}} 1 {fired_at:.0f}"
    yield "# EOF"


@pytest.fixture(scope="module")
def prometheus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    needs("prometheus", "promtool")
    home = tmp_path_factory.mktemp("prometheus")
    (home / "past.txt").write_text("\n".join([*samples(), ""]))
    (home / "prometheus.yml").write_text("{}\n")
    blocks = (str(PROMTOOL), "tsdb", "create-blocks-from", "openmetrics", "-q")
    subprocess.run((*blocks, str(home / "past.txt"), str(home / "data")), check=True)
    port = free_port()
    with served(
        home, port, str(PROMETHEUS), f"--config.file={home}/prometheus.yml",
        f"--storage.tsdb.path={home}/data", f"--web.listen-address={LOOPBACK}:{port}",
    ) as url:  # fmt: skip
        yield url


@pytest.fixture(scope="module")
def alertmanager(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One that knows a silence of now and none of yesterday."""
    if not ALERTMANAGER:
        pytest.skip("Alertmanager is not installed (`make monitoring`)")
    home = tmp_path_factory.mktemp("alertmanager")
    (home / "alertmanager.yml").write_text("route: {receiver: a}\nreceivers: [{name: a}]\n")
    port = free_port()
    with served(
        home, port, str(ALERTMANAGER), f"--config.file={home}/alertmanager.yml",
        f"--storage.path={home}/data", f"--web.listen-address={LOOPBACK}:{port}",
        "--cluster.listen-address=",
    ) as url:  # fmt: skip
        silence = {
            "matchers": [{"name": "alertname", "value": "PageDown", "isRegex": False}],
            "startsAt": NOW.isoformat(), "endsAt": (NOW + DAY).isoformat(),
            "createdBy": "Ada", "comment": "too late for yesterday",
        }  # fmt: skip
        httpx.post(f"{url}/api/v2/silences", json=silence).raise_for_status()
        yield url


def refuses() -> str:
    raise InvalidInput("DATABASE_OWNER_URL is not set\nand more")


def records(prometheus: str = "", alertmanager: str = "") -> Records:
    declared = read_release().environment("staging")
    return Records("staging", declared, NOBODY, prometheus, alertmanager, "secret", refuses)


async def told(records: Records, now: datetime = NOW) -> dict[str, tuple[Verdict, str]]:
    lines = judge(GOALS, await gather(records, GOALS, now, 30 * DAY))
    return {one.goal: (one.verdict, one.found.said) for one in lines}


async def test_where_nothing_can_be_asked_every_line_says_why() -> None:
    found = await told(records())
    assert {verdict for verdict, _ in found.values()} == {Verdict.NO_DATA}
    assert {found[one][1] for one in OF_LOG} == {"DATABASE_OWNER_URL is not set"}
    assert {found[one][1] for one in OF_PROMETHEUS} == {module.NO_PROMETHEUS}
    assert found["acknowledged"][1] == module.NO_PROMETHEUS
    assert "/api/v1/status: ConnectError" in found["uptime"][1]
    away = await told(records(NOBODY, NOBODY))
    assert "did not answer /api/v1/query" in away["latency"][1]


async def test_what_prometheus_counted_is_judged_with_its_number(prometheus: str) -> None:
    found = await told(records(prometheus))
    # Prometheus extrapolates what grew to the window's ends, by an event or so.
    for goal, verdict, said in (
        ("latency", Verdict.MET, r"95 of 100 of 2,00\d reads within 150 ms"),
        ("page", Verdict.MISSED, r"75 of 100 of 20\d visits within 3,625 ms"),
        ("errors", Verdict.MISSED, r"1.000%: 20 of 2,00\d requests failed"),
    ):
        assert found[goal][0] is verdict
        assert re.fullmatch(said, found[goal][1]), found[goal][1]
    assert found["acknowledged"] == (Verdict.NO_DATA, module.NO_ALERTMANAGER)


async def test_it_is_said_how_much_of_the_span_prometheus_remembers(prometheus: str) -> None:
    found = await gather(records(prometheus), GOALS, NOW, 30 * DAY)
    assert {found[one].source for one in OF_PROMETHEUS} == {"Prometheus, which knows 2.0 days"}
    young = await gather(records(prometheus), GOALS, NOW, DAY / 4)
    known = {young[one].source for one in OF_PROMETHEUS}
    assert known == {"Prometheus, which knows less than a day"}


async def test_a_service_that_nobody_looks_at_is_named(prometheus: str) -> None:
    verdict, said = (await told(records(prometheus)))["monitored"]
    assert verdict is Verdict.MISSED
    # A watcher that does not answer is seen not to.
    assert said == "7 of 9 are probed or scraped now; nobody watches alertmanager, mlflow"


async def test_quotas_are_what_vendors_told_and_what_is_counted_here(prometheus: str) -> None:
    verdict, said = (await told(records(prometheus)))["free_tiers"]
    assert verdict is Verdict.MET
    assert said == "upstash-commands 25%, neon-storage 10%, vercel-invocations 1%"
    later = (await told(records(prometheus), NOW + 31 * DAY))["free_tiers"]
    assert later[0] is Verdict.NO_DATA
    assert later[1] == "nobody tells upstash-commands, vercel-invocations, neon-storage"


def test_an_exceeded_quota_is_missed_and_an_unknown_one_is_no_data() -> None:
    known, wanted = {"upstash-commands": 0.5}, ["upstash-commands", "neon-storage"]
    found = of_quotas(known, wanted)
    assert (found.value, found.said) == (None, "upstash-commands 50%; nobody tells neon-storage")
    assert of_quotas({"upstash-commands": 1.5}, wanted).value == 1.5
    assert of_quotas({**known, "neon-storage": 0.7}, wanted).value == 0.7


async def test_an_alert_that_was_silenced_too_late_is_missed(
    prometheus: str, alertmanager: str
) -> None:
    verdict, said = (await told(records(prometheus, alertmanager)))["acknowledged"]
    assert verdict is Verdict.MISSED
    assert "0 of 1 were seen to in time; the slowest, PageDown, by nobody for 6" in said


async def test_a_log_without_a_release_is_no_data(database: Database) -> None:
    declared = read_release().environment("staging")
    given = Records("staging", declared, NOBODY, "", "", "", lambda: database.owner_url)
    found = await told(given)
    assert found["deployments"] == (Verdict.NO_DATA, "no release ended")


def test_an_environment_that_is_not_declared_is_refused(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        main(["report", "--env", "moon"])
    assert "there is no environment 'moon'" in capsys.readouterr().err


def test_the_command_prints_a_table_and_writes_a_page(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "env").write_text("PROMETHEUS_URL=http://127.0.0.1:9\nPROMETHEUS_PASSWORD=x\n")
    words = ["report", "--env", "staging", "--env-file", "env", "--markdown", "report.md"]
    with pytest.raises(SystemExit) as done:
        main(words)
    assert done.value.code == 0
    said = capsys.readouterr().out
    assert said.splitlines()[0].split()[:4] == ["goal", "verdict", "found", "from"]
    assert "Of 10 goals: 0 met, 0 missed, 10 no data." in said
    assert (tmp_path / "report.md").read_text().startswith("# Success of staging\n")
    with pytest.raises(SystemExit):
        main([*words[:-1], "nowhere/report.md"])
    assert "there is no folder nowhere" in capsys.readouterr().err
