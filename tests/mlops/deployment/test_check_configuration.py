"""Every linter of configuration refuses an error planted into a file of its kind."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from mlops.local.settings import REPOSITORY

# Each runs all linters once more; that they pass is what `make check` says every time.
pytestmark = pytest.mark.slow
DEPLOYMENT = REPOSITORY / "mlops/deployment"
TEMPLATE = """\
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Queue:
    Type: AWS::SQS::Queue
"""
Plant = Callable[[str], str]
PLANTED: dict[str, dict[str, tuple[str, Plant]]] = {
    "what no schema knows": {
        "workflows: schema": ("ci.yaml", lambda text: text.replace("runs-on:", "runs-at:")),
        ".github/dependabot.yml": ("dependabot.yml", lambda text: text.replace("weekly", "daly")),
        "compose.yaml": ("compose.yaml", lambda text: text.replace("mem_limit:", "memory:")),
        "image/Dockerfile": ("Dockerfile", lambda text: text.replace(":3.13.14-slim-bookworm", "")),
        "template.yaml": ("template.yaml", lambda text: text.replace("SQS::Queue", "SQS::Qeue")),
        "dashboards: Grafana's types": (
            "candor-slo.json", lambda text: text.replace('"lineWidth"', '"linewidth"'),
        ),
    },
    "what the schemas let through": {
        "workflows: actionlint": ("ci.yaml", lambda text: text.replace("matrix.py", "matrix.pi")),
        "image/Dockerfile": ("Dockerfile", lambda text: text + "CMD sh -c x\n"),
    },
    "a token left behind": {
        "workflows: zizmor": (
            "ci.yaml", lambda text: text.replace("credentials: false", "credentials: true"),
        ),
    },
    "permissions nobody asked for": {
        "workflows: zizmor": ("ci.yaml", lambda text: text.replace("permissions: {}", "")),
    },
}  # fmt: skip
FILES = {
    "ci.yaml": ".github/workflows/ci.yaml",
    "dependabot.yml": ".github/dependabot.yml",
    "compose.yaml": "compose.yaml",
    "Dockerfile": "mlops/deployment/Dockerfile",
    "candor-slo.json": "mlops/monitoring/grafana/dashboards/candor-slo.json",
}


@pytest.fixture(scope="module", autouse=True)
def _linters() -> None:
    subprocess.run((DEPLOYMENT / "install_checks.sh",), check=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one sound file of each kind, none of them committed."""
    subprocess.run(("git", "init", "--quiet", tmp_path), check=True)
    for name, path in FILES.items():
        target = tmp_path / ("image/Dockerfile" if name == "Dockerfile" else path)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(REPOSITORY / path, target)
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    return tmp_path


def check(repository: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        (DEPLOYMENT / "check_configuration.sh", repository),
        check=False, capture_output=True, text=True,
        env={**os.environ, "CANDOR_SPECS": "", **environment},
    )  # fmt: skip


def test_sound_files_pass_and_each_is_judged(repository: Path) -> None:
    done = check(repository)
    assert (done.returncode, done.stderr) == (0, "")
    judged = {line.strip().removesuffix(": fine") for line in done.stdout.splitlines()}
    assert judged == {name for planted in PLANTED.values() for name in planted}


@pytest.mark.parametrize("planted", PLANTED.values(), ids=PLANTED.keys())
def test_a_planted_error_is_refused(
    repository: Path, planted: dict[str, tuple[str, Plant]]
) -> None:
    for file, plant in planted.values():
        [path] = repository.rglob(file)
        sound = path.read_text()
        path.write_text(plant(sound))
        assert path.read_text() != sound
    done = check(repository)
    assert done.returncode == 1
    assert [name for name in planted if f"{name}: refused" not in done.stdout] == []


def test_a_vendors_schema_is_used_where_there_is_one_and_missed_aloud(repository: Path) -> None:
    (repository / "vercel.json").write_text('{"framwork": null}')
    assert "vercel.json: not judged by its schema" in check(repository).stdout
    schemas = repository / "schemas"
    schemas.mkdir()
    (schemas / "schema-vercel.json").write_text('{"additionalProperties": false}')
    done = check(repository, CANDOR_SPECS=str(schemas))
    assert (done.returncode, "vercel.json: refused" in done.stdout) == (1, True)


def test_grafanas_types_know_every_part_of_a_dashboard(tmp_path: Path) -> None:
    sound = (REPOSITORY / FILES["candor-slo.json"]).read_text()
    planted = {
        "field": ('"refresh"', '"refreshes"'),
        "link": ('"keepTime"', '"keepsTime"'),
        "panel": ('"gridPos"', '"gridPosition"'),
        "kind": ('"type": "stat"', '"type": "singlestat"'),
        "option": ('"colorMode": "value"', '"colorMode": "values"'),
        "legend": ('"placement": "bottom"', '"placement": "below"'),
        "style": ('"mode": "dashed"', '"mode": "dotted"'),
        "threshold": ('"color": "orange"', '"colour": "orange"'),
        "query": ('"legendFormat"', '"legend"'),
        "unit": ('"unit": "percentunit"', '"units": "percentunit"'),
        "alerts": ('"sortOrder": 3', '"sortOrder": 6'),
        "mark": ('"useValueForTime"', '"useTheValue"'),
    }
    for name, (right, wrong) in planted.items():
        assert right in sound, name
        (tmp_path / f"{name}.json").write_text(sound.replace(right, wrong))
    script = REPOSITORY / ".venv-checks/linters/dashboards.mjs"
    done = subprocess.run(
        ("node", script, *tmp_path.glob("*.json")), check=False, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert [name for name in planted if f"/{name}.json:" not in done.stderr] == []
