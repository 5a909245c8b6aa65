"""What watches the local stack: all of it where its programs are, the inbox everywhere."""

from pathlib import Path

import pytest

from functions.environment import read_settings
from mlops.local import watching
from mlops.local.build_stack import build_stack
from mlops.local.settings import read_settings as read_local
from mlops.local.stack import SERVICE_PORTS, LocalStack
from mlops.local.state_folder import StateFolder
from mlops.local.world_choice import choose_world
from mlops.monitoring.settings import AlertmanagerSettings, PrometheusSettings
from mlops.monitoring.watcher.settings import WatcherSettings


def stack(tmp_path: Path, **environ: str) -> LocalStack:
    settings = read_local({"CANDOR_STATE": str(tmp_path), **environ})
    state = StateFolder(tmp_path)
    state.prepare()
    ports = {**state.ports(SERVICE_PORTS), "page": 8000}
    return build_stack(settings, choose_world(settings), state, ports, state.secrets())


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LocalStack:
    monkeypatch.setattr(watching, "missing_programs", list)
    return stack(tmp_path)


def test_every_server_of_it_is_in_the_table_and_in_the_record(watched: LocalStack) -> None:
    names = ["mail", "heartbeat", "render", "alertmanager", "prometheus", "watcher"]
    assert list(watched.beside()) == names
    assert set(names) <= watched.urls().keys()
    record = watched.record()
    assert set(names) | {"smtp"} <= record.ports.keys()
    assert record.prometheus_url == watched.urls()["prometheus"]
    assert record.alertmanager_url == watched.urls()["alertmanager"]
    assert record.mail_url == watched.urls()["mail"]
    assert record.prometheus_password not in str(watched.watching)


def test_it_says_where_alerts_and_dashboards_are_and_no_password(watched: LocalStack) -> None:
    assert watched.watching is not None
    where, alerts, dashboards = watched.watching.sentences
    record = watched.record()
    assert record.prometheus_url in where
    assert record.prometheus_password not in where
    assert record.mail_url in alerts
    assert "candor ack" in alerts
    assert "candor monitoring preview" in dashboards


def test_without_the_programs_there_is_the_inbox_and_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "missing_programs", lambda: ["prometheus"])
    one = stack(tmp_path)
    assert list(one.beside()) == ["mail"]
    assert one.watching is not None
    assert one.watching.sentences == (
        "Nobody watches: prometheus not installed here; `make monitoring` installs them",
    )
    assert one.record().prometheus_url == ""


def test_who_does_not_want_it_has_none_of_it(tmp_path: Path) -> None:
    one = stack(tmp_path, CANDOR_MONITORING="off")
    assert one.beside() == {}
    assert one.record().mail_url == ""


def test_what_the_servers_are_told_keeps_to_the_rules_of_their_settings(
    watched: LocalStack,
) -> None:
    assert watched.watching is not None
    watchers = watched.watching.watchers
    assert watchers is not None
    told = read_settings(WatcherSettings, watchers.watcher.command().env)
    assert None not in (told.render_api_url, told.upstash_api_url, told.mlflow_tracking_uri)
    read_settings(PrometheusSettings, watchers.prometheus.command().env)
    read_settings(AlertmanagerSettings, watchers.alertmanager.command().env)


def test_the_watcher_may_only_read_in_mlflow(watched: LocalStack) -> None:
    assert watched.mlflow is not None
    assert watched.watching is not None
    assert watched.watching.watchers is not None
    password = watched.watching.watchers.watcher.environment["MLFLOW_WATCHER_PASSWORD"]
    assert f"watcher:{password}:read" in watched.mlflow.users.split()


def test_renders_emulator_tells_of_what_render_would_run(watched: LocalStack) -> None:
    assert watched.watching is not None
    assert watched.watching.watchers is not None
    hosted = {one.name: one for one in watched.watching.watchers.render.hosted}
    assert hosted.keys() == {
        "candor-prometheus", "candor-alertmanager", "candor-watcher", "candor-mlflow"
    }  # fmt: skip
    assert hosted["candor-mlflow"].plan == "standard"
    assert hosted["candor-prometheus"].disk
