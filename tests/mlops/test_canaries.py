"""Secrets are planted wherever settings are read, and come out nowhere."""

import logging
import subprocess
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.environment import examine, is_secret, read_settings
from mlops import terminal
from mlops.cli import main
from mlops.configuration.consumers import CONSUMERS, Consumer
from mlops.terminal import Hidden
from tests.mlops.configuration.environments import MLFLOW, OPERATOR, WATCHED
from tests.mlops.hostile import hostile

SECRETS = {
    "DATABASE_URL": "canary-a1pplication/Xq7",
    "DATABASE_OWNER_URL": "canary-0wner/Kd82mVx0",
    "UPSTASH_REDIS_REST_TOKEN": "AXcanaryUpstash0123456789abcdefghijklmn",
    "CRON_SECRET": "canary-cron-0f9e8d7c6b5a4f3e2d1c0b9a8f7",
    "CRON_SECRET_PREVIOUS": "canary-before-3a2b1c0d9e8f7a6b5c4d3e2f1",
    "METRICS_TOKEN": "canary-metrics-5c6d7e8f9a0b1c2d3e4f5a6b",
    "WATCH_TOKEN": "canary-watch-9a0b1c2d3e4f5a6b7c8d9e0f1a2",
    "AWS_SECRET_ACCESS_KEY": "canaryS3/K7MDENG+bPxRfiCYzQ41oPs8Lk2wJ8r",
    "QSTASH_TOKEN": "eyJcanaryQstash0123456789abcdefghijklmnop",
    "NEON_API_KEY": "canaryNeon0123456789abcdefghijklmnopqrs",
    "UPSTASH_API_KEY": "canary-upstash-7b1c-4d2e-9f3a-0123456789ab",
    "RELEASE_VAULT_KEY": "canary-vault-3d4e5f6a7b8c9d0e1f2a3b4c5d6",
    "VERCEL_TOKEN": "canaryVercel0123456789abcdefghijk",
    "RENDER_API_KEY": "rnd_canaryRender0123456789abcdefghi",
    "GITHUB_TOKEN": "github_pat_canary0123456789abcdefghijklmn",
    "PROMETHEUS_PASSWORD": "canary-prometheus-Lr7hX2pW9vN4cQ8sT1yK6",
    "MLFLOW_TRACKING_PASSWORD": "canary-mlflow-zE6pYd1QkT8vNf3LmX5rJc0Wb",
}
CLOUDINARY = "canaryCloudinary7_kJ2mPq9sTvWxYz3b"
SIGNING = OPERATOR["LEDGER_SIGNING_KEY"].rpartition("+")[2]
PLANTED = (*SECRETS.values(), CLOUDINARY, SIGNING, OPERATOR["QSTASH_CURRENT_SIGNING_KEY"])
BOTH = "--env production --env-file {} --from-env-file {}.before"
COMMANDS = [
    "config check --env production",
    "config services --env production",
    "release plan --env production --commit HEAD",
    "release apply --env production --plan-hash sha256:0",
    "release rollback --env production --yes",
    "release status --env production",
    "release history --env production",
    "release unlock --env production --yes",
    "release drift --env production",
    "release vault --env production --reseal",
    "release preview --env production",
    "release await-ci --env production --within-min 1",
    f"release promote --commit HEAD --dry-run {BOTH}",
    f"release approve --commit HEAD --plan-hash sha256:0 {BOTH}",
    "env create staging --accounts {} --yes",
    "env destroy staging --accounts {} --yes staging",
    "env show staging --accounts {}",
    "report --env production",
    "secrets list --env production",
    "secrets check --env production",
    "secrets record --env production --all",
    "secrets rotate CRON_SECRET --env production",
    "secrets retire WATCH_TOKEN --env production",
    "secrets log --env production",
    "schedules apply --env production",
    pytest.param("bootstrap --env production", marks=pytest.mark.slow),  # imports what trains
]
RULES = (
    "functions.environment.address_refusal",
    "functions.environment.postgres_refusal",
    "mlops.operations.cloudinary_refusal",
)
ALL_VENDORS = (
    "UPSTASH_REDIS_REST_URL", "PUBLIC_URL", "S3_ENDPOINT_URL", "MLFLOW_TRACKING_URI",
    "PROMETHEUS_URL", "ALERTMANAGER_URL", "GRAFANA_URL", "VERCEL_API_URL", "RENDER_API_URL",
    "GITHUB_API_URL", "NEON_API_URL", "UPSTASH_API_URL", "QSTASH_URL", "CANDOR_URL",
    "ARTIFACT_URLS",
)  # fmt: skip


@pytest.fixture(scope="module")
def quoting() -> Iterator[tuple[str, int]]:
    with hostile() as started:
        yield started


@pytest.fixture
def env_file(quoting: tuple[str, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Production's settings, but every address is of this machine, which its rules allow here."""
    vendors, port = quoting
    for module in RULES:
        monkeypatch.setattr(module, lambda *_, **__: None)
    values = {**OPERATOR, **SECRETS, **dict.fromkeys(ALL_VENDORS, vendors)}
    values["ARTIFACT_URLS"] = f"{vendors}/models/production"
    values |= {"GITHUB_REPOSITORY": "candor/candor", "UPSTASH_EMAIL": "ada@candor.example"}
    values["RENDER_OWNER_ID"] = "tea-canary"
    for name, role in (("DATABASE_URL", "candor_app"), ("DATABASE_OWNER_URL", "owner")):
        password = SECRETS[name].replace("/", "%2F")
        values[name] = (
            f"postgresql://{role}:{password}@127.0.0.1:{port}/candor"
            "?sslmode=disable&gssencmode=disable"
        )
    values["CLOUDINARY_URL"] = f"cloudinary://847362514:{CLOUDINARY}@x?upload_prefix={vendors}"
    file = tmp_path / "production.env"
    for path, environment in ((file, "production"), (tmp_path / f"{file.name}.before", "staging")):
        told = {**values, "CANDOR_ENV": environment}
        path.write_text("".join(f"{name}={value}\n" for name, value in told.items()))
    monkeypatch.setenv("CANDOR_STATE", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    fresh = Hidden()
    for module in ("mlops.terminal", "mlops.configuration.access", "mlops.cli"):
        monkeypatch.setattr(f"{module}.HIDDEN", fresh)
    assert terminal.HIDDEN is fresh
    return file


def run(
    command: str, file: Path, capsys: pytest.CaptureFixture[str], log: pytest.LogCaptureFixture
) -> str:
    """All that comes out of a command, as a person, a log and a traceback would show it."""
    crashed = ""
    with log.at_level(logging.DEBUG):
        try:
            named = command if "{}" in command else f"{command} --env-file {{}}"
            main(named.replace("{}", str(file)).split())
        except SystemExit:
            pass
        except Exception as error:
            crashed = "".join(traceback.format_exception(error))
    told = capsys.readouterr()
    assert not crashed, crashed
    # No log is set up: what is worth a warning is written so to standard error.
    shown = logging.lastResort
    assert shown is not None
    warned = [shown.format(one) for one in log.records if one.levelno >= shown.level]
    return "\n".join([told.out + told.err, *warned])


@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_says_a_secret_though_all_it_speaks_to_quote_them(
    command: str,
    env_file: Path,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    text = run(command, env_file, capsys, caplog)
    assert text
    assert [one for one in PLANTED if one in text] == [], text


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        ("release history --env production", SECRETS["DATABASE_OWNER_URL"]),
        ("schedules apply --env production", SECRETS["QSTASH_TOKEN"]),
        pytest.param(
            "bootstrap --env production",
            SECRETS["UPSTASH_REDIS_REST_TOKEN"],
            marks=pytest.mark.slow,
        ),
    ],
)
def test_it_is_the_command_line_that_keeps_them_back(
    command: str,
    shown: str,
    env_file: Path,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Hidden, "out", lambda _, text: text)
    assert shown in run(command, env_file, capsys, caplog)


def test_an_error_that_nobody_foresaw_is_told_without_them(env_file: Path) -> None:
    code = (
        "import sys; from mlops import cli; from mlops.configuration import commands\n"
        "from mlops.configuration.env_file import read_env_file\n"
        "def broken(*_): raise RuntimeError(read_env_file(file).values['CRON_SECRET'])\n"
        "from pathlib import Path; file = Path(sys.argv[-1])\n"
        "commands.chosen_consumers = broken; cli.main()\n"
    )
    words = ("config", "check", "--env", "production", "--env-file", str(env_file))
    done = subprocess.run(
        (sys.executable, "-c", code, *words), capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "RuntimeError: [CRON_SECRET of production]" in done.stderr
    assert [one for one in PLANTED if one in done.stderr + done.stdout] == []


@pytest.mark.parametrize("more", ["", "no setting\n", "CANDOR_ENV=staging\n"])
def test_what_a_workflow_receives_is_not_repeated(
    more: str, env_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ENVIRONMENT_FILE", env_file.read_text() + more)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    with pytest.raises(SystemExit):
        main(["deploy", "receive", "--env", "production"])
    told = capsys.readouterr()
    assert ("ENVIRONMENT_FILE: " if more else "Written: ") in told.out + told.err
    assert [one for one in PLANTED if one in told.out + told.err] == []


PROCESSES = [
    one for one in CONSUMERS if any(is_secret(one.settings, n) for n in one.settings.model_fields)
]
WHOLE = {**OPERATOR, **MLFLOW, **WATCHED, **SECRETS}
ODD = st.text(min_size=6, max_size=60).filter(lambda text: "\0" not in text)


@pytest.mark.parametrize("consumer", PROCESSES, ids=lambda one: one.name)
@settings(max_examples=8)
@given(data=st.data())
def test_no_settings_repeat_a_secret_whatever_is_wrong_with_it(
    consumer: Consumer, data: st.DataObject
) -> None:
    names = [n for n in consumer.settings.model_fields if is_secret(consumer.settings, n)]
    name = data.draw(st.sampled_from(names))
    planted = "canary" + data.draw(ODD)
    environ = {**WHOLE, "CANDOR_ENV": "production", name.upper(): planted}
    made, problems = examine(consumer.settings, environ)
    said = f"{made!r} {made} {problems!r}"
    if made is not None:
        said += made.model_dump_json() + str(made.model_dump())
    try:
        read_settings(consumer.settings, environ)
    except Exception as error:
        said += "".join(traceback.format_exception(error))
    assert planted not in said
    assert planted.encode("unicode_escape").decode() not in said
