"""The MLflow server is told what it needs, and refuses what must not be."""

import configparser
import os
import subprocess
import sys
from pathlib import Path

import pytest

from functions.domain.errors import InvalidInput
from mlops.tracking.config import TrackingConfig
from mlops.tracking.secrets import DEFAULT_CREDENTIALS

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


@pytest.mark.parametrize("name", [*GOOD.keys() - {"MLFLOW_CORS_ORIGINS", "HOST", "PORT"}])
def test_nothing_else_may_be_missing(name: str) -> None:
    with pytest.raises(InvalidInput, match=f"not set: {name}"):
        TrackingConfig.from_environment({**GOOD, name: ""})


def test_what_render_says_is_enough_for_host_port_and_origin() -> None:
    said = {"RENDER_EXTERNAL_HOSTNAME": "candor-mlflow.onrender.com", "PORT": "10000"}
    left_out = ("MLFLOW_ALLOWED_HOSTS", "MLFLOW_CORS_ORIGINS", "HOST", "PORT")
    given = {name: value for name, value in GOOD.items() if name not in left_out}
    words = TrackingConfig.from_environment(given | said).arguments()
    told = dict(zip(words[1::2], words[2::2], strict=True))
    assert (told["--host"], told["--port"]) == ("0.0.0.0", "10000")
    assert told["--allowed-hosts"] == "candor-mlflow.onrender.com"
    assert told["--cors-allowed-origins"] == "https://candor-mlflow.onrender.com"


def test_a_name_of_ones_own_is_let_in_beside_renders() -> None:
    render = {"RENDER_EXTERNAL_HOSTNAME": "candor-mlflow.onrender.com"}
    config = TrackingConfig.from_environment(GOOD | render)
    assert config.mlflow_allowed_hosts == "mlflow.example.org,candor-mlflow.onrender.com"
    assert config.mlflow_cors_origins == GOOD["MLFLOW_CORS_ORIGINS"]


@pytest.mark.parametrize("scheme", ["postgresql", "postgres"])
def test_a_url_of_neon_keeps_its_parameters_and_gets_the_driver(scheme: str) -> None:
    url = "owner:p%40w@ep-1.neon.tech/mlflow?sslmode=require&channel_binding=require"
    config = TrackingConfig.from_environment(GOOD | {"MLFLOW_BACKEND_URL": f"{scheme}://{url}"})
    assert f"postgresql+psycopg2://{url}" in config.arguments()


@pytest.mark.parametrize("name", ["MLFLOW_BACKEND_URL", "MLFLOW_AUTH_URL"])
def test_another_database_is_refused_without_its_url(name: str) -> None:
    with pytest.raises(InvalidInput, match=rf"^{name} is a postgresql:// URL$"):
        TrackingConfig.from_environment(GOOD | {name: "sqlite:///secret.db"})


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1"])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    with pytest.raises(InvalidInput, match=r"^PORT is a whole number"):
        TrackingConfig.from_environment(GOOD | {"PORT": port})


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
    assert done.stderr.startswith("Error: MLFLOW_ADMIN_PASSWORD needs at least 32 characters")
