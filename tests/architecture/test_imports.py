"""Imports run one way, and the contracts that say so have teeth."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")
CONTRACTS = Path(__file__).with_name("imports.toml")
HEAVY = (
    "mlflow", "pandas", "sklearn", "numpy", "polars", "boto3", "cloudinary", "rich", "typer",
    "uvicorn", "qstash", "jwt", "nacl", "mlops", "hypothesis", "pytest",
    "prometheus_client",
)  # fmt: skip
START_CPU_S_MAX = 3.0
PLANTED = {
    "functions/domain/units.py": ("import httpx", "functions.domain.units -> httpx"),
    "functions/ports/cache.py": ("import mlops.cli", "functions.ports.cache -> mlops.cli"),
    "functions/documents/models.py": (
        "import psycopg",
        "functions.documents.models -> psycopg",
    ),
    "functions/queries/reads.py": (
        "import functions.jobs.run",
        "functions.queries.reads -> functions.jobs.run",
    ),
    "functions/jobs/ingest.py": (
        "import functions.adapters.system",
        "functions.jobs.ingest -> functions.adapters.system",
    ),
    "functions/adapters/artifacts/objects.py": (
        "import boto3",
        "functions.adapters.artifacts.objects -> boto3",
    ),
    "functions/routes/metrics.py": (
        "import prometheus_client",
        "functions.routes.metrics -> prometheus_client",
    ),
    "functions/app.py": ("import mangum", "functions.app -> mangum"),
    "mlops/training/train.py": ("import mlflow", "mlops.training.train -> mlflow"),
    "mlops/local/free_port.py": ("import numpy", "mlops.local.free_port -> numpy"),
    "mlops/monitoring/preview/page.py": (
        "import grafana_foundation_sdk",
        "mlops.monitoring.preview.page -> grafana_foundation_sdk",
    ),
}


def lint_imports(checkout: Path) -> subprocess.CompletedProcess[str]:
    """Run the contracts of a checkout on that checkout."""
    return subprocess.run(
        (str(LINT_IMPORTS), "--no-cache", "--config", str(CONTRACTS)),
        cwd=checkout,
        env={**os.environ, "PYTHONPATH": str(checkout)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_import_contract_is_kept() -> None:
    done = lint_imports(REPOSITORY)
    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout


def test_a_planted_import_breaks_a_contract(tmp_path: Path) -> None:
    for name in ("functions", "mlops", "api"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(REPOSITORY / name, tmp_path / name, ignore=ignored)
    for path, (statement, _) in PLANTED.items():
        with (tmp_path / path).open("a") as module:
            module.write(f"\n{statement}\n")
    done = lint_imports(tmp_path)
    assert done.returncode != 0
    unseen = [chain for _, chain in PLANTED.values() if chain not in done.stdout]
    assert unseen == [], done.stdout


@pytest.mark.parametrize("mode", ["live", "simulated"])
def test_the_function_starts_light(mode: str) -> None:
    program = (
        "import json, sys, time\n"
        # httpx has a command line of its own, which it brings along where rich is installed.
        "sys.modules['rich'] = None\n"
        "import api.index\n"
        "roots = sorted({name.partition('.')[0] for name, one in sys.modules.items() if one})\n"
        "print(json.dumps([time.process_time(), type(api.index.app).__name__, roots]))\n"
    )
    settings = {
        "CANDOR_MODE": mode,
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
        "UPSTASH_REDIS_REST_URL": "http://127.0.0.1:1",
        "UPSTASH_REDIS_REST_TOKEN": "a-token-of-forty-characters-for-tests-00",
        "CRON_SECRET": "a-bearer-of-forty-characters-for-tests-0",
    }
    done = subprocess.run(
        (sys.executable, "-c", program),
        cwd=REPOSITORY,
        env={"PATH": os.environ["PATH"], **settings},
        capture_output=True,
        text=True,
        check=True,
    )
    cpu_s, kind, roots = json.loads(done.stdout)
    assert kind == "FastAPI"
    assert [name for name in HEAVY if name in roots] == []
    assert cpu_s < START_CPU_S_MAX
