"""A process with settings that cannot be meant does not start, and says what to do."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from functions.config import Settings, read_settings
from functions.domain.errors import InvalidInput
from functions.domain.setting import PLACEHOLDERS, SECRET_LENGTH_MIN
from functions.domain.world import Mode
from functions.environment import examine

GOOD = {
    "DATABASE_URL": "postgresql://candor_app@127.0.0.1:1/candor",
    "UPSTASH_REDIS_REST_URL": "http://127.0.0.1:1",
    "UPSTASH_REDIS_REST_TOKEN": "token-yIsRE2BTRgxkSScqyyAPUWxY8LDYpuGx",
    "CRON_SECRET": "bearer-yIsRE2BTRgxkSScqyyAPUWxY8LDYpuGx",
}
REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment with all that is needed and nothing else of ours."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def refusal(setting: str) -> str:
    """What the refusal says, which must be about one setting."""
    _, problems = examine(Settings, os.environ)
    assert [problem.name for problem in problems] == [setting.upper()]
    with pytest.raises(InvalidInput) as caught:
        read_settings()
    assert str(caught.value) == problems[0].sentence
    return str(caught.value)


@pytest.mark.usefixtures("environment")
def test_four_settings_are_enough() -> None:
    settings = read_settings()
    assert settings.cron_secret.get_secret_value() == GOOD["CRON_SECRET"]
    assert settings.candor_mode is Mode.LIVE
    assert settings.code_version == "unknown"


@pytest.mark.parametrize("name", GOOD)
def test_a_missing_setting_stops_the_start_and_is_named(
    environment: pytest.MonkeyPatch, name: str
) -> None:
    environment.delenv(name)
    assert f"{name} is not set: " in refusal(name.lower())


@pytest.mark.parametrize("secret", ["x", "a" * (SECRET_LENGTH_MIN - 1)])
@pytest.mark.parametrize("name", ["CRON_SECRET", "UPSTASH_REDIS_REST_TOKEN"])
def test_a_short_secret_stops_the_start_and_the_message_says_where_to_get_one(
    environment: pytest.MonkeyPatch, name: str, secret: str
) -> None:
    environment.setenv(name, secret)
    said = refusal(name.lower())
    assert f"at least {SECRET_LENGTH_MIN} characters" in said
    assert ("secrets.token_urlsafe" in said) is (name == "CRON_SECRET")
    assert ("copy it again" in said) is (name != "CRON_SECRET")
    assert f"'{secret}'" not in said


@pytest.mark.parametrize("word", PLACEHOLDERS)
def test_a_placeholder_stops_the_start_and_is_not_repeated(
    environment: pytest.MonkeyPatch, word: str
) -> None:
    secret = f"{word.upper()}-0123456789-0123456789-0123456789"
    environment.setenv("CRON_SECRET", secret)
    said = refusal("cron_secret")
    assert "placeholder" in said
    assert secret not in said


@pytest.mark.usefixtures("environment")
def test_secrets_are_not_printed() -> None:
    shown = repr(read_settings()) + str(read_settings())
    for name in ("CRON_SECRET", "UPSTASH_REDIS_REST_TOKEN", "DATABASE_URL"):
        assert GOOD[name] not in shown


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("UPSTASH_REDIS_REST_URL", "redis://127.0.0.1"),
        ("CANDOR_MODE", "dream"),
        ("CANDOR_ENV", "test"),
        ("CACHE_PREFIX", "a prefix"),
        ("DB_POOL_SIZE_MAX", "0"),
        ("CANDOR_COMMIT", "main"),
    ],
)
def test_a_value_that_cannot_be_meant_stops_the_start(
    environment: pytest.MonkeyPatch, name: str, value: str
) -> None:
    environment.setenv(name, value)
    refusal(name.lower())


def test_artifact_urls_stand_between_commas(environment: pytest.MonkeyPatch) -> None:
    assert read_settings().artifact_urls == ()
    environment.setenv("ARTIFACT_URLS", "https://one.test/models, http://127.0.0.1:1/models/w,")
    urls = [str(url) for url in read_settings().artifact_urls]
    assert urls == ["https://one.test/models", "http://127.0.0.1:1/models/w"]
    environment.setenv("ARTIFACT_URLS", "s3://bucket/models")
    with pytest.raises(InvalidInput, match="ARTIFACT_URLS"):
        read_settings()


def test_the_commit_comes_from_vercel_or_from_us(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("CANDOR_COMMIT", "abc123-dirty")
    assert read_settings().code_version == "abc123-dirty"
    environment.setenv("VERCEL_GIT_COMMIT_SHA", "def456")
    assert read_settings().code_version == "def456"


def test_every_setting_says_what_it_is_for() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


@pytest.mark.parametrize(
    "secret", [None, "short-0123", "change-me-0123456789-0123456789-0123456789"]
)
def test_the_function_itself_refuses_to_start(secret: str | None) -> None:
    environment = {"PATH": os.environ["PATH"], **GOOD}
    if secret is None:
        del environment["CRON_SECRET"]
    else:
        environment["CRON_SECRET"] = secret
    done = subprocess.run(
        (sys.executable, "-c", "import api.index"),
        cwd=REPOSITORY,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "cron_secret" in done.stderr.lower()
    assert secret is None or secret not in done.stderr
    assert GOOD["UPSTASH_REDIS_REST_TOKEN"] not in done.stderr


def test_every_wrong_setting_is_named_at_once_with_what_it_is_for(
    environment: pytest.MonkeyPatch,
) -> None:
    environment.delenv("DATABASE_URL")
    environment.setenv("CRON_SECRET", "short")
    environment.setenv("CANDOR_MODE", "dreaming")
    with pytest.raises(InvalidInput) as caught:
        read_settings()
    said = str(caught.value)
    assert "DATABASE_URL is not set: PostgreSQL connection string" in said
    assert f"CRON_SECRET needs at least {SECRET_LENGTH_MIN} characters" in said
    assert "CANDOR_MODE: should be 'live', 'replay' or 'simulated'" in said


@pytest.mark.usefixtures("environment")
def test_built_from_values_they_take_nothing_from_this_process() -> None:
    with pytest.raises(ValidationError, match="database_url"):
        Settings(cron_secret=GOOD["CRON_SECRET"])


def test_what_is_set_to_nothing_is_not_set(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("VENUES_URL", "")
    environment.setenv("CANDOR_MODE", "")
    assert read_settings().venues_url is None
    environment.setenv("CRON_SECRET", "")
    assert "CRON_SECRET is not set: " in refusal("cron_secret")
