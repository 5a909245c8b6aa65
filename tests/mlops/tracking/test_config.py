"""The MLflow server is told what it needs, and refuses what must not be."""

import configparser
import os
import subprocess
import sys
from pathlib import Path

import pytest

from functions.domain.errors import InvalidInput
from mlops.tracking.config import DEFAULT_CREDENTIALS, TrackingConfig

REPOSITORY = Path(__file__).resolve().parents[3]
GOOD = {
    "MLFLOW_BACKEND_URL": "postgresql://owner@db/candor_mlflow",
    "MLFLOW_AUTH_URL": "postgresql://owner@db/candor_mlflow_auth",
    "MLFLOW_ARTIFACTS": "s3://bucket/mlflow",
    "MLFLOW_ADMIN_USERNAME": "candor-admin",
    "MLFLOW_ADMIN_PASSWORD": "k3ephd8sl2m4n6b8v0c1x3z5a7s9d1f3",
    "MLFLOW_SESSION_SECRET": "q1w3e5r7t9y1u3i5o7p9a1s3d5f7g9h1",
    "MLFLOW_ALLOWED_HOSTS": "mlflow.example.org",
    "MLFLOW_CORS_ORIGINS": "https://mlflow.example.org",
    "HOST": "0.0.0.0",
    "PORT": "10000",
}


def test_what_is_told_is_what_the_server_hears() -> None:
    words = TrackingConfig.from_environment(GOOD).arguments()
    told = dict(zip(words[1::2], words[2::2], strict=True))
    assert told["--app-name"] == "basic-auth"
    assert told["--backend-store-uri"] == "postgresql+psycopg2://owner@db/candor_mlflow"
    assert told["--artifacts-destination"] == "s3://bucket/mlflow"
    assert told["--allowed-hosts"] == "mlflow.example.org"
    assert told["--cors-allowed-origins"] == "https://mlflow.example.org"
    assert told["--workers"] == "1"


def test_jobs_and_telemetry_are_off() -> None:
    environment = TrackingConfig.from_environment(GOOD).mlflow_environment("/auth.ini")
    assert environment["MLFLOW_SERVER_ENABLE_JOB_EXECUTION"] == "false"
    assert environment["MLFLOW_DISABLE_TELEMETRY"] == "true"
    assert environment["MLFLOW_AUTH_CONFIG_PATH"] == "/auth.ini"


def test_the_auth_file_names_the_users_database_and_no_password() -> None:
    config = configparser.ConfigParser()  # as MLflow reads it
    url = "postgresql://owner:p%25w@db/candor_mlflow_auth"
    text = TrackingConfig.from_environment({**GOOD, "MLFLOW_AUTH_URL": url}).auth_ini()
    config.read_string(text)
    assert config["mlflow"]["database_uri"] == url.replace("ql:", "ql+psycopg2:")
    assert GOOD["MLFLOW_ADMIN_PASSWORD"] not in text


@pytest.mark.parametrize("name", GOOD)
def test_nothing_may_be_missing(name: str) -> None:
    with pytest.raises(InvalidInput, match=f"not set: {name}"):
        TrackingConfig.from_environment({**GOOD, name: ""})


@pytest.mark.parametrize(
    "password",
    [*(password for _, password in DEFAULT_CREDENTIALS), "password" * 5, "short", "Changeme" * 5],
)
def test_default_and_short_secrets_are_refused(password: str) -> None:
    for name in ("MLFLOW_ADMIN_PASSWORD", "MLFLOW_SESSION_SECRET"):
        with pytest.raises(InvalidInput, match=f"^{name} "):
            TrackingConfig.from_environment({**GOOD, name: password})


@pytest.mark.parametrize("name", ["MLFLOW_ALLOWED_HOSTS", "MLFLOW_CORS_ORIGINS"])
def test_no_host_may_be_any_host(name: str) -> None:
    with pytest.raises(InvalidInput, match=name):
        TrackingConfig.from_environment({**GOOD, name: "*"})


def test_the_process_ends_with_the_reason_before_it_loads_mlflow() -> None:
    done = subprocess.run(
        (sys.executable, "-m", "mlops.tracking.serve"),
        cwd=REPOSITORY,
        env={"PATH": os.environ["PATH"], **GOOD, "MLFLOW_ADMIN_PASSWORD": "password1234"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith("Error: MLFLOW_ADMIN_PASSWORD is a default or a placeholder")
