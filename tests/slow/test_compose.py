"""compose.yaml without Docker: what it says really runs, each service from its image's files.

PostgreSQL and Valkey come from wheels, host names and ports become this machine's. What only
an engine can show is shown by the `compose` job of .github/workflows/ci.yaml.
"""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import fields
from hashlib import sha256
from pathlib import Path

import httpx
import pytest

from mlops.deployment.await_product import await_product
from mlops.local.compose_environment import compose_environment
from mlops.local.monitoring_servers import missing_programs
from mlops.local.settings import REPOSITORY, read_settings
from mlops.local.state_folder import Secrets
from mlops.local.tracking_server import ADMIN
from mlops.monitoring.watcher.watch import PROMETHEUS_USER
from mlops.tracking.probe import accepted_defaults, is_well
from tests.mlops.monitoring.programs import INSTALL
from tests.slow.composed import Composed, services_of
from tests.slow.conftest import Say

pytestmark = pytest.mark.slow
ISSUED_S_MAX = 120
SCRAPED_S_MAX = 60
SEED = "5"


@pytest.fixture(scope="module")
def composed() -> Iterator[Composed]:
    """The services, started in the order in which they wait for each other."""
    settings = read_settings({"CANDOR_SEED": SEED, "CANDOR_SECONDS_PER_HOUR": "1"})
    uv = subprocess.run(
        (REPOSITORY / "mlops/local/get_uv.sh", sys.executable, REPOSITORY / ".candor/tools"),
        check=True, capture_output=True, text=True,
    ).stdout.strip()  # fmt: skip
    folder = Path(tempfile.mkdtemp(prefix="candor-compose-"))
    folder.chmod(0o755)  # PostgreSQL's user must get there
    one = Composed(
        services_of(REPOSITORY / "compose.yaml"),
        compose_environment(settings, {}),
        folder,
        uv,
        Path(sys.executable),
    )
    try:
        with one.stack:
            one.start()
            yield one
    finally:
        shutil.rmtree(folder)


def test_the_page_answers_and_a_slot_is_issued(composed: Composed, say: Say) -> None:
    await_product(composed.url("page"), ISSUED_S_MAX, say)
    page = httpx.get(composed.url("page"))
    assert "Candor</title>" in page.text
    assert "data-main=" in page.text  # the shell of `/`, filled
    assert page.headers["content-security-policy"].startswith("default-src 'self'")
    status = httpx.get(f"{composed.url('page')}/api/v1/status").json()
    assert (status["mode"], status["source"]) == ("simulated", f"simulated:seed-{SEED}")
    assert all(one["ok"] for one in status["dependencies"])
    assert status["missed"] == 0


def test_the_first_model_is_in_both_stores_and_mlflow_knows_of_it(composed: Composed) -> None:
    models = httpx.get(f"{composed.url('page')}/api/v1/models").json()
    [champion] = models["versions"]
    digest = champion["digest"].removeprefix("sha256:")
    world = composed.variables["CANDOR_WORLD"]
    for base in (
        f"{composed.url('cloudinary')}/candor/raw/upload/models/{world}",
        f"{composed.url('s3-public')}/models/{world}",
    ):
        answer = httpx.get(f"{base}/sha256/{digest[:2]}/{digest}")
        assert answer.status_code == httpx.codes.OK, base
    password = composed.variables["MLFLOW_PASSWORD"]
    assert is_well(composed.url("mlflow"), ADMIN, password)
    assert accepted_defaults(composed.url("mlflow")) == []
    found = httpx.get(
        f"{composed.url('mlflow')}/api/2.0/mlflow/model-versions/get",
        params={"name": "candor", "version": "1"},
        auth=(ADMIN, password),
    )
    version = found.json()["model_version"]
    assert {one["key"]: one["value"] for one in version["tags"]}["candor.version"] == "1"
    artifact = httpx.get(
        f"{composed.url('mlflow')}/get-artifact",
        params={"run_id": version["run_id"], "path": "model/artifact.json"},
        auth=(ADMIN, password),
    )
    assert f"sha256:{sha256(artifact.content).hexdigest()}" == champion["digest"]


def test_the_product_is_watched_and_what_watches_can_be_read(composed: Composed) -> None:
    if missing := missing_programs():
        pytest.skip(f"{' and '.join(missing)} {INSTALL}")
    user = PROMETHEUS_USER, composed.variables["PROMETHEUS_PASSWORD"]
    deadline = time.monotonic() + SCRAPED_S_MAX
    up: dict[str, str] = {}
    while set(up.values()) != {"1"} or len(up) < 4:
        assert time.monotonic() < deadline, up
        time.sleep(1)
        query = {"query": "up"}
        answer = httpx.get(f"{composed.url('prometheus')}/api/v1/query", params=query, auth=user)
        result = answer.json()["data"]["result"]
        up = {one["metric"]["job"]: one["value"][1] for one in result}
    assert up.keys() == {"candor", "watcher", "prometheus", "alertmanager"}
    assert httpx.get(f"{composed.url('mail', 8026)}/messages.json").status_code == httpx.codes.OK
    assert httpx.get(composed.url("heartbeat")).json()["status"] in ("up", "down")


def test_no_container_writes_into_its_image(composed: Composed) -> None:
    assert {one for one in composed.services if composed.services[one].get("read_only")} == set(
        composed.services
    )
    assert composed.written_in_images() == set()


def test_what_is_said_in_logs_holds_no_secret(composed: Composed) -> None:
    said = "".join(path.read_text() for path in composed.folder.glob("*.log"))
    assert len(said) > 100
    secrets = [composed.variables[one.name.upper()] for one in fields(Secrets)]
    assert all(len(secret) == 64 for secret in secrets)
    assert [secret for secret in secrets if secret in said] == []
