"""What one slip of a finger makes of a name, and what stands for a secret that is none."""

import secrets

import pytest

from functions.domain.setting import (
    PLACEHOLDERS,
    SECRET_LENGTH_MIN,
    address_refusal,
    is_misspelt,
    secret_refusal,
)


@pytest.mark.parametrize(
    "name",
    ["CRON_SERCET", "CRON_SECRT", "CRON_SECRETT", "CRON_SECRER", "XCRON_SECRET", "RCON_SECRET",
     "CRON_SECRE", "CRONN_SECRET", "CRON-SECRET"],
)  # fmt: skip
def test_one_slip_is_a_misspelling(name: str) -> None:
    assert is_misspelt(name, "CRON_SECRET")
    assert is_misspelt("CRON_SECRET", name)


@pytest.mark.parametrize(
    "name", ["CRON_SECRET", "CRON_TOKEN", "NORC_SECRET", "CRON_SECRET_2", "CRO_SECRETS", "CRON", ""]
)
def test_more_than_a_slip_is_another_name(name: str) -> None:
    assert not is_misspelt(name, "CRON_SECRET")
    assert not is_misspelt("CRON_SECRET", name)


def test_a_random_secret_is_accepted_whatever_it_is() -> None:
    for _ in range(2000):
        assert secret_refusal(secrets.token_urlsafe(SECRET_LENGTH_MIN)) is None
        assert secret_refusal(secrets.token_hex(SECRET_LENGTH_MIN // 2)) is None


@pytest.mark.parametrize("word", PLACEHOLDERS)
def test_a_word_that_chance_does_not_write_is_a_placeholder(word: str) -> None:
    assert secret_refusal(f"{word.upper()}-8dJ3kfa92Lq0x7Zt4mWc5vBn1r") is not None


@pytest.mark.parametrize("host", ["localhost", "api.localhost", "127.0.0.9", "[::1]", "0.0.0.0"])
def test_this_machine_has_many_names(host: str) -> None:
    assert address_refusal(f"https://{host}:8000/", deployed=False) is None
    refusal = address_refusal(f"https://{host}:8000/", deployed=True)
    assert refusal is not None
    assert "this machine" in refusal.reason
