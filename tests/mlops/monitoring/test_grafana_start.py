"""Grafana's container writes down which commit it runs before it starts."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from mlops.local.settings import REPOSITORY

START = REPOSITORY / "mlops" / "monitoring" / "grafana" / "start.sh"
COMMIT = "c" * 40


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Grafana's folder, and in place of its own start a script that says its arguments."""
    (tmp_path / "public").mkdir()
    run = tmp_path / "run.sh"
    run.write_text('#!/bin/sh\necho "started $*"\n')
    run.chmod(0o755)
    return tmp_path


def started(home: Path, commit: str) -> str:
    told = {"GF_PATHS_HOME": str(home), "GRAFANA_RUN": str(home / "run.sh")}
    done = subprocess.run(
        (str(START), "cfg:a=b"),
        env={"PATH": os.environ["PATH"], **told, "RENDER_GIT_COMMIT": commit},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_it_serves_the_commit_that_render_names_and_starts(home: Path) -> None:
    assert started(home, COMMIT) == "started cfg:a=b\n"
    assert json.loads((home / "public" / "version.json").read_text()) == {"commit": COMMIT}


def test_what_an_earlier_start_wrote_does_not_stay(home: Path) -> None:
    started(home, COMMIT)
    started(home, "")
    assert not (home / "public" / "version.json").exists()


def test_the_image_starts_by_it_and_a_release_asks_where_it_writes() -> None:
    folder = START.parent
    assert 'ENTRYPOINT ["/candor/start.sh"]' in (folder / "Dockerfile").read_text()
    release = (REPOSITORY / "mlops" / "release" / "release.yml").read_text()
    assert release.count("/public/version.json]") == 2
