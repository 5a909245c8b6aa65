"""The check of Render's Blueprints: silent on the committed files, exact on planted errors."""

import subprocess
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
import yaml

from functions.domain.errors import InvalidInput
from mlops.cli import main
from mlops.deployment.render.blueprint import Blueprint
from mlops.deployment.render.files import FILES, check_file, committed
from tests.mlops.deployment.render.planted_errors import (
    PLANTED,
    Mutation,
    findings,
    production,
    services,
    variable,
)


@pytest.mark.parametrize("path", committed(), ids=FILES)
def test_nothing_is_wrong_with_the_committed_blueprints(path: Path) -> None:
    assert [one for one in check_file(path) if one.severity == "error"] == []


@pytest.mark.parametrize(
    ("mutate", "sentence"), [row[1:] for row in PLANTED], ids=[row[0] for row in PLANTED]
)
def test_each_planted_error_is_named_with_its_remedy(mutate: Mutation, sentence: str) -> None:
    said = [one.sentence for one in findings(mutate) if one.severity == "error"]
    assert any(one.startswith(sentence) for one in said), said


def test_a_web_service_with_a_disk_is_a_warning_only() -> None:
    disk = {"name": "mlflow", "mountPath": "/data"}
    said = [
        one
        for one in findings(lambda d: services(d)["mlflow"].update(disk=disk))
        if one.sentence.startswith("candor-mlflow-production is a web service with a disk: each")
    ]
    assert [one.severity for one in said] == ["warning"]


@pytest.mark.parametrize("text", ["- 1", "a: [", "projects: [{}]", "services: [{type: web}]"])
def test_what_is_no_blueprint_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(InvalidInput, match=r"^no (YAML|Blueprint): "):
        Blueprint.parse(text)


def test_the_command_ends_with_1_and_the_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = production()
    services(document)["mlflow"]["plan"] = "huge"
    planted = tmp_path / "render.yaml"
    planted.write_text(yaml.safe_dump(document))
    with pytest.raises(SystemExit) as ended:
        main(["deploy", "check", str(planted)])
    assert ended.value.code == 1
    assert "error: candor-mlflow-production has the plan 'huge'" in capsys.readouterr().out
    with pytest.raises(SystemExit) as ended:
        main(["deploy", "check"])
    assert ended.value.code == 0


def test_the_cron_job_s_command_sends_the_secret_and_fails_with_the_server() -> None:
    seen: list[tuple[str, str | None]] = []

    class Tick(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append((self.path, self.headers["Authorization"]))
            self.send_response(200 if len(seen) == 1 else 401)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    command = services(production())["tick"]["dockerCommand"]
    with HTTPServer(("127.0.0.1", 0), Tick) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        environ = {
            "PATH": "/usr/bin:/bin",
            "CRON_SECRET": "a-b$c_d=",
            "CANDOR_URL": f"http://127.0.0.1:{server.server_port}",
        }
        ends = [
            subprocess.run(
                command, shell=True, env=environ, capture_output=True, check=False
            ).returncode
            for _ in range(2)
        ]
        server.shutdown()
    assert seen[0] == ("/api/cron/tick", f"Bearer {environ['CRON_SECRET']}")
    assert ends == [0, 22]
    assert variable(services(production())["tick"], "CRON_SECRET")["sync"] is False
