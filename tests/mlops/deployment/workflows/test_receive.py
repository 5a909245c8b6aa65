"""Settings come from a workflow's secret whole and private, or not at all."""

import stat
from pathlib import Path

import pytest

from functions.domain.errors import InvalidInput
from mlops.cli import main
from mlops.configuration.env_file import given_settings
from mlops.deployment.workflows.receive import masks, receive

FILE = "CANDOR_ENV=staging\nCRON_SECRET='a b%c'\nPUBLIC_URL=https://staging.candor.market"
RUNNER = {"ENVIRONMENT_FILE": FILE, "GITHUB_REPOSITORY": "a/b", "GITHUB_TOKEN": "t" * 40}


def test_every_command_finds_them_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = receive("staging", RUNNER, tmp_path)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    monkeypatch.chdir(tmp_path)
    given = given_settings("staging", None)
    assert (given["CRON_SECRET"], given["GITHUB_TOKEN"]) == ("a b%c", "t" * 40)


def test_what_the_file_says_itself_stays(tmp_path: Path) -> None:
    told = {**RUNNER, "ENVIRONMENT_FILE": f"{FILE}\nGITHUB_REPOSITORY=ours/own"}
    assert receive("staging", told, tmp_path).read_text().count("GITHUB_REPOSITORY=") == 1


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", r"no secret ENVIRONMENT_FILE reached .*gh secret set ENVIRONMENT_FILE --env staging"),
        ("CANDOR_ENV=production", "CANDOR_ENV=production, and is read for staging"),
        ("PUBLIC_URL=x", "CANDOR_ENV=None"),
        ("CANDOR_ENV=staging\nnot a setting", "line 2 is not NAME=value"),
    ],
)
def test_others_are_refused_and_leave_no_file(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(InvalidInput, match=why):
        receive("staging", {"ENVIRONMENT_FILE": text}, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_runner_learns_every_secret_and_no_address() -> None:
    values = {"CRON_SECRET": "a%b", "PUBLIC_URL": "https://a.b", "NOT_KNOWN": "c", "S3_BUCKET": ""}
    assert list(masks(values)) == ["::add-mask::a%25b", "::add-mask::c"]


def test_only_a_runner_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in RUNNER.items():
        monkeypatch.setenv(name, text)
    for is_runner in ("", "true"):
        monkeypatch.setenv("GITHUB_ACTIONS", is_runner)
        with pytest.raises(SystemExit) as ended:
            main(["deploy", "receive", "--env", "staging"])
        assert not ended.value.code
        assert ("::add-mask::a b%25c\n" in capsys.readouterr().out) is bool(is_runner)
