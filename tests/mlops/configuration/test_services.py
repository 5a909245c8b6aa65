"""Services are found in the settings, and asked once before they are first used."""

import http.server
import threading
from collections.abc import Iterator

import pytest

from functions.domain.errors import VendorUnavailable
from functions.environment import read_settings
from mlops.configuration.services import Service, Services, mlflow_service, services_of
from mlops.local.emulators.upstash.server import UpstashServer
from mlops.local.free_port import LOOPBACK, free_port
from mlops.operations import OperationsSettings
from tests.conftest import Database
from tests.mlops.configuration.environments import OPERATOR, WATCHED
from tests.mlops.deployment.wire_server import Heard, Said, serving


class Counting:
    """Says whether it is well, and how often it was asked."""

    def __init__(self, *answers: bool) -> None:
        self.answers = list(answers)

    def __call__(self) -> bool:
        return self.answers.pop(0)


@pytest.fixture
def grafana() -> Iterator[str]:
    """A server that is well at /api/health and lost everywhere else."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/api/health" else 404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = http.server.ThreadingHTTPServer((LOOPBACK, 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://{LOOPBACK}:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_service_is_asked_before_its_first_use_and_not_again() -> None:
    asked = Counting(False, True)
    services = Services(iter([Service("mlflow", "https://mlflow.test", "/health", asked)]))
    with pytest.raises(VendorUnavailable) as caught:
        services.ready("mlflow")
    assert str(caught.value) == "mlflow: at https://mlflow.test does not answer /health"
    assert [services.ready("mlflow") for _ in range(3)] == ["https://mlflow.test"] * 3
    assert asked.answers == []


def test_a_service_that_the_environment_does_not_have_is_unavailable() -> None:
    with pytest.raises(VendorUnavailable, match="mlflow: has no address in this environment's"):
        Services(iter([])).ready("mlflow")


def test_a_dead_mlflow_is_named_in_seconds() -> None:
    url = f"http://{LOOPBACK}:{free_port()}"
    service = mlflow_service(url, "candor-admin", "a password")
    assert service is mlflow_service(url, "candor-admin", "a password")
    with pytest.raises(VendorUnavailable, match=f"mlflow: at {url} does not answer /health"):
        service.ready()


@pytest.mark.parametrize(
    ("status", "what"),
    [(401, "refuses its user ada"), (500, "answers HTTP 500 when it is read")],
)
def test_an_mlflow_that_lives_says_what_else_is_wrong(status: int, what: str) -> None:
    def answer(heard: Heard) -> Said:
        return Said(200 if heard.path == "/health" else status)

    with (
        serving(answer) as url,
        pytest.raises(VendorUnavailable, match=f"^mlflow: at {url} {what}$"),
    ):
        mlflow_service(url, "ada", "a password").ready()


def test_an_mlflow_that_nobody_set_up_is_not_asked() -> None:
    with pytest.raises(VendorUnavailable, match="mlflow: has no address"):
        mlflow_service("", "candor-admin", "a password").ready()


def test_each_service_of_an_environment_is_shown_with_its_state_and_no_secret(
    database: Database, upstash: UpstashServer, grafana: str
) -> None:
    dead = f"http://{LOOPBACK}:{free_port()}"
    given = OPERATOR | {
        "CANDOR_ENV": "development",
        "DATABASE_URL": database.app_url,
        "UPSTASH_REDIS_REST_URL": upstash.url,
        "UPSTASH_REDIS_REST_TOKEN": upstash.token,
        "PUBLIC_URL": dead,
        "GRAFANA_URL": grafana,
        "PROMETHEUS_URL": grafana,  # it answers, but not as Prometheus does
        "ALERTMANAGER_URL": grafana,
        "PROMETHEUS_PASSWORD": WATCHED["PROMETHEUS_PASSWORD"],
    }
    states = services_of(read_settings(OperationsSettings, given)).states()
    assert [(name, state) for name, _, state in states] == [
        ("api", "does not answer /api/health"),
        ("postgres", "up"),
        ("upstash", "up"),
        ("prometheus", "does not answer /-/healthy"),
        ("alertmanager", "does not answer /-/healthy"),
        ("grafana", "up"),
    ]
    urls = " ".join(url for _, url, _ in states)
    assert dead in urls
    assert "@" not in urls
    assert upstash.token not in urls


def test_a_wrong_token_or_password_is_no_service(
    database: Database, upstash: UpstashServer
) -> None:
    given = OPERATOR | {
        "CANDOR_ENV": "development",
        "DATABASE_URL": database.app_url.replace("candor_app", "candor_nobody"),
        "UPSTASH_REDIS_REST_URL": upstash.url,
        "PUBLIC_URL": "",
    }
    states = services_of(read_settings(OperationsSettings, given)).states()
    assert [(name, state) for name, _, state in states] == [
        ("postgres", "does not answer SELECT 1"),
        ("upstash", "does not answer PING"),
    ]
