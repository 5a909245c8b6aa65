"""QStash's own SDK puts one schedule there, and what it then sends opens the tick."""

from collections.abc import Iterator

import pytest
from pydantic import HttpUrl, SecretStr

from functions.domain.errors import VendorRejected, VendorUnavailable
from mlops.configuration.qstash import QstashSettings
from mlops.deployment.schedules.qstash import QstashSchedule
from tests.functions.adapters.qstash.test_signature import CHECK, signed
from tests.mlops.deployment.schedules.qstash_emulator import QstashEmulator
from tests.mlops.deployment.wire_server import Said, serving

TOKEN = "eyJVc2VySUQiOiI0ZjE4YjQ3ZC1jYTk2In0="  # as long as real ones


def schedule(
    url: str, token: str = TOKEN, public_url: str = "https://candor.market"
) -> QstashSchedule:
    return QstashSchedule(
        QstashSettings(
            candor_env="production",
            qstash_token=SecretStr(token),
            qstash_url=HttpUrl(url),
            public_url=HttpUrl(public_url),
        )
    )


@pytest.fixture
def account() -> QstashEmulator:
    return QstashEmulator(TOKEN)


@pytest.fixture
def qstash(account: QstashEmulator) -> Iterator[str]:
    with serving(account.answer) as url:
        yield url


def test_the_environment_gets_one_hourly_post_with_as_many_returns_as_are_free(
    qstash: str, account: QstashEmulator
) -> None:
    assert schedule(qstash).apply() == "1 * * * *"
    [there] = account.schedules.values()
    assert there["scheduleId"] == "candor-tick-production"
    assert there["destination"] == "https://candor.market/api/cron/tick"
    assert (there["cron"], there["method"], there["retries"]) == ("1 * * * *", "POST", 3)
    assert 60 < there["timeout"] <= 180


def test_applied_again_it_is_the_same_schedule_with_what_changed(
    qstash: str, account: QstashEmulator
) -> None:
    schedule(qstash).apply()
    schedule(qstash, public_url="https://new.candor.market").apply()
    assert [one["destination"] for one in account.schedules.values()] == [
        "https://new.candor.market/api/cron/tick"
    ]


def test_what_qstash_then_sends_is_let_in(qstash: str, account: QstashEmulator) -> None:
    schedule(qstash).apply()
    [there] = account.schedules.values()
    body = there["body"].encode()
    CHECK.verify(signed(body=body, sub=there["destination"]), body, "/api/cron/tick")


def test_it_is_read_back_among_others_and_is_none_before(
    qstash: str, account: QstashEmulator
) -> None:
    assert schedule(qstash).read() is None
    schedule(qstash).apply()
    account.schedules["other"] = {**account.schedules["candor-tick-production"]}
    account.schedules["other"]["scheduleId"] = "other"
    found = schedule(qstash).read()
    assert found is not None
    assert (found.schedule_id, found.cron) == ("candor-tick-production", "1 * * * *")


def test_a_wrong_token_is_rejected_and_not_shown(qstash: str) -> None:
    with pytest.raises(VendorRejected, match=r"qstash: .*401") as refused:
        schedule(qstash, token="eyJhIjoiYS13cm9uZy10b2tlbi1vZi1xc3Rhc2gifQ").apply()
    assert "eyJhIjoiYS13cm9uZy10b2tlbi1vZi1xc3Rhc2gifQ" not in str(refused.value)


@pytest.mark.parametrize(
    ("said", "error"),
    [
        (Said(500), VendorUnavailable),
        (Said(503, b"<html>"), VendorUnavailable),
        (Said(429, b"", {"Burst-RateLimit-Limit": "100"}), VendorUnavailable),
        (Said(429, b"", {"RateLimit-Limit": "1000"}), VendorRejected),
        (Said(400, b'{"error":"invalid cron"}'), VendorRejected),
        (Said(200, b"<html>"), VendorUnavailable),
        (Said(200, b"{}"), VendorUnavailable),
    ],
)
def test_a_failure_of_qstash_is_told_apart_from_a_refusal(
    said: Said, error: type[Exception]
) -> None:
    with serving(lambda _: said) as url, pytest.raises(error, match=r"^qstash: "):
        schedule(url).apply()


def test_nobody_at_the_other_end_is_unavailable() -> None:
    with serving(lambda _: Said()) as url:
        pass
    with pytest.raises(VendorUnavailable, match="ConnectError"):
        schedule(url).apply()
