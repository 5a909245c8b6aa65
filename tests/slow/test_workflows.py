"""The release's workflow plans on this machine, in a clean clone, what a person plans here."""

import json
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from functions.adapters.postgres.migrate import migrate
from functions.domain.world import Mode
from mlops.local.postgres import OWNER_ROLE, PostgresServer
from mlops.local.stack_record import RunningStack
from mlops.local.state_folder import StateFolder
from mlops.release.checkout import Checkout
from mlops.release.declared.release import read_release
from mlops.release.rehearsal import rehearsal

pytestmark = pytest.mark.slow
REPOSITORY = Path(__file__).parents[2]
CANDOR = REPOSITORY / ".venv" / "bin" / "candor"
ENV, DATABASE = "development", "candor_workflows"
HEAD, OLD = (Checkout(REPOSITORY).commit(name) for name in ("HEAD", "HEAD~1"))
TOKEN = "ghs_kX7pQ2vT9wL4zN8cB1mR6yF3hJ5dG0aSqWe"
RUNS_S_MAX = 600


class GitHub(BaseHTTPRequestHandler):
    """Knows of one run of ci, which passed, and tells who shows the token."""

    asked = 0

    def do_GET(self) -> None:
        is_ours = self.headers["Authorization"] == f"Bearer {TOKEN}"
        GitHub.asked += is_ours
        run = {
            "name": "ci", "head_sha": HEAD, "created_at": "2026-01-01T00:00:00Z",
            "conclusion": "success" if GitHub.asked > 1 else None,
        }  # fmt: skip
        self.send_response(200 if is_ours else 401)
        self.end_headers()
        self.wfile.write(json.dumps({"workflow_runs": [run]}).encode())

    def log_message(self, *_: object) -> None:
        """Nothing."""


@contextmanager
def github() -> Iterator[str]:
    """Its address."""
    server = HTTPServer(("127.0.0.1", 0), GitHub)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def state(postgres_cluster: PostgresServer, tmp_path: Path) -> Iterator[Path]:
    """A state folder that says of a stack that runs, of which there is the database only."""
    postgres_cluster.create_database(DATABASE)
    url = postgres_cluster.url(OWNER_ROLE, DATABASE)
    migrate(url)
    folder = StateFolder(tmp_path / "state")
    folder.prepare()
    assert folder.lock()
    named = {
        name: "" for name, kind in RunningStack.__annotations__.items() if kind in (str, "str")
    }
    folder.write_record(
        {
            **named, "pid": 1, "owner_database_url": url, "page_url": "http://127.0.0.1:1",
            "artifact_urls": [], "mode": Mode.SIMULATED.value, "history": None, "seed": 1,
            "venues_url": None, "seconds_per_hour": 5.0, "ports": {},
        }
    )  # fmt: skip
    yield folder.path
    folder.unlock()
    postgres_cluster.drop_database(DATABASE)


def test_the_workflow_plans_what_a_person_plans(
    state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CANDOR_STATE", str(state))
    # How long a build takes is no matter of this test; that it is looked for is.
    kept = state / "sizes" / f"{HEAD}.json"
    kept.parent.mkdir()
    kept.write_text(json.dumps({"commit": HEAD, "function_bytes": 56_400_000, "page_bytes": 9}))
    with github() as url, rehearsal(ENV, read_release().environment(ENV), OLD, None) as here:
        settings, token = tmp_path / "settings.env", tmp_path / "token"
        more = f"GITHUB_REPOSITORY=a/b\nGITHUB_API_URL={url}\n"
        settings.write_text(here.env_file.read_text() + more)
        token.write_text(f"{TOKEN}\n")
        workflow = (
            "deploy", "workflow", "release", "--job", "plan", "--commit", HEAD,
            "--set", f"TARGET={ENV}", "--set", f"CANDOR_STATE={state}",
            "--secret", f"GITHUB_TOKEN={token}", "--secret", f"ENVIRONMENT_FILE={settings}",
        )  # fmt: skip
        ran = subprocess.run(
            (CANDOR, *workflow), capture_output=True, text=True, check=False, timeout=RUNS_S_MAX
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
        by_hand = (
            "release", "plan", "--env", ENV, "--env-file", here.env_file, "--commit", HEAD,
            "--without-ci", "--json",
        )  # fmt: skip
        planned = subprocess.run((CANDOR, *by_hand), capture_output=True, text=True, check=True)
    assert f"Hash of this plan: `{json.loads(planned.stdout)['hash']}`" in ran.stdout
    for step in ("Wait until ci has passed", "Build it, and keep its size for the plan"):
        assert re.search(rf"^plan +{step} +done ", ran.stdout, re.MULTILINE)
    assert GitHub.asked >= 3, "the wait saw it unended once, and the plan asked for itself"
    assert TOKEN not in ran.stdout + ran.stderr
