"""Whose ledger `candor ledger anchor` means, and what it is told before it starts."""

import pytest

from functions.domain.errors import InvalidInput
from functions.environment import read_settings
from mlops.ledger import target
from mlops.ledger.time_stamp import CALENDARS
from mlops.operations import WitnessSettings
from mlops.storage.s3 import S3Bucket
from tests.mlops.configuration.environments import OPERATOR
from tests.mlops.ledger.ledgers import SIGNER

TOLD = {
    name: OPERATOR[name]
    for name in (
        "CANDOR_ENV", "PUBLIC_URL", "DATABASE_URL",
        "S3_BUCKET", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY",
    )
} | {"LEDGER_VERIFIER_KEY": str(SIGNER.verifier)}  # fmt: skip


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What the witness reads instead of this process's environment."""
    variables = dict(TOLD)
    monkeypatch.setattr(target, "read_settings", lambda kind: read_settings(kind, variables))
    return variables


def test_the_key_it_trusts_is_the_one_that_it_was_told(told: dict[str, str]) -> None:
    found = target.deployed_target("production")
    assert found.trusted == SIGNER.verifier
    assert found.account.bucket == told["S3_BUCKET"]
    assert found.calendars == CALENDARS
    shown = repr(found)
    assert told["AWS_SECRET_ACCESS_KEY"] not in shown
    assert told["DATABASE_URL"] not in shown


async def test_the_session_of_a_role_goes_to_the_store_and_is_not_shown(
    told: dict[str, str],
) -> None:
    session = "IQoJb3JpZ2luX2VjEJr" * 10
    for given in (None, session):
        told |= {"AWS_SESSION_TOKEN": given} if given else {}
        account = target.deployed_target("production").account
        bucket = S3Bucket(account, "checkpoints")
        assert bucket._client._request_signer._credentials.token == given
        assert session not in repr(account)
        await bucket.close()


def test_calendars_are_those_named_between_commas(told: dict[str, str]) -> None:
    told["CALENDAR_URLS"] = "https://one.market/, https://two.market"
    found = target.deployed_target("production")
    assert found.calendars == ("https://one.market", "https://two.market")


def test_another_environments_settings_are_refused(told: dict[str, str]) -> None:
    assert told["CANDOR_ENV"] == "production"
    with pytest.raises(InvalidInput, match="CANDOR_ENV is production, and --env says staging"):
        target.deployed_target("staging")


@pytest.mark.parametrize(
    "key", ["", "candor.test", f"{SIGNER.verifier}"[:-4], f"{SIGNER.verifier}".replace("+", "-")]
)
def test_without_a_verifier_key_it_does_not_start(told: dict[str, str], key: str) -> None:
    told["LEDGER_VERIFIER_KEY"] = key
    with pytest.raises(InvalidInput, match=r"LEDGER_VERIFIER_KEY is (not set|no verifier key)"):
        target.deployed_target("production")


def test_the_witness_needs_no_key_that_signs() -> None:
    assert "ledger_signing_key" not in WitnessSettings.model_fields
