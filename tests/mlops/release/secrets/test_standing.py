"""What is too old, unknown or nobody's is named with the command that mends it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mlops.release.declared.secrets import Own, Secrets
from mlops.release.secrets.entry import Entry, Kind, fingerprint
from mlops.release.secrets.standing import Standing, against, standings

NOW = datetime(2026, 11, 29, 6, tzinfo=UTC)
ENV, NAME, VALUE, OLD = "staging", "CRON_SECRET", "new-" * 10, "old-" * 10
POLICY = Secrets(age_days_max=180, overlap_days_max=14)


def made(days_ago: float, value: str = VALUE, owner: str = "ada", name: str = NAME) -> Entry:
    at = NOW - timedelta(days=days_ago)
    return Entry(Kind.MADE, (name,), "ada", "", at, (fingerprint(ENV, name, value),), owner, at)


def rotated(days_ago: float) -> Entry:
    at = NOW - timedelta(days=days_ago)
    return Entry(Kind.ROTATED, (NAME,), "ada", "", at, (fingerprint(ENV, NAME, VALUE),))


def looked(entries: Sequence[Entry], policy: Secrets = POLICY, before: str = "") -> Standing:
    [one] = standings(ENV, {NAME: VALUE, f"{NAME}_PREVIOUS": before}, entries, policy)
    return one


def said(entries: Sequence[Entry], policy: Secrets = POLICY, before: str = "") -> list[str]:
    return list(against(ENV, [looked(entries, policy, before)], policy, NOW))


def test_a_young_one_that_is_somebodys_stands_in_nobodys_way() -> None:
    one = looked([made(3.5)])
    assert (one.age_days(NOW), one.owner, one.due_at()) == (3, "ada", NOW + timedelta(days=176.5))
    assert said([made(3.5)]) == []


@pytest.mark.parametrize(("days", "is_too_old"), [(180, False), (180.9, False), (181, True)])
def test_one_older_than_policy_is_refused(days: float, is_too_old: bool) -> None:
    found = said([made(days)])
    assert bool(found) is is_too_old
    if found:
        begin = "CRON_SECRET is 181 days old, and 180 are the most; "
        assert found == [f"{begin}`candor secrets rotate CRON_SECRET --env staging`"]


def test_a_value_that_is_not_on_record_has_no_age_whatever_was_before_it() -> None:
    [sentence] = said([made(3, OLD)])
    assert sentence == (
        "CRON_SECRET: not on record, so nobody knows the age; "
        "`candor secrets record CRON_SECRET --env staging --owner WHO`"
    )


def test_many_unknown_are_one_sentence_and_one_command() -> None:
    secrets = {name: name * 4 for name in (NAME, "WATCH_TOKEN", "METRICS_TOKEN", "VERCEL_TOKEN")}
    [sentence] = against(ENV, standings(ENV, secrets, [], POLICY), POLICY, NOW)
    assert "`candor secrets record --all --env staging --owner WHO`" in sentence


def test_one_that_is_nobodys_is_refused_unless_policy_names_who_sees_to_the_rest() -> None:
    [sentence] = said([made(3, owner="")])
    assert sentence.startswith("CRON_SECRET: nobody's; `candor secrets record CRON_SECRET")
    assert said([made(3, owner="")], replace_owner("operations")) == []


def replace_owner(owner: str) -> Secrets:
    return POLICY.model_copy(update={"owner": owner})


def test_what_policy_says_of_one_goes_before_what_it_says_of_all() -> None:
    own = POLICY.model_copy(update={"own": {NAME: Own(age_days_max=10, owner="grace")}})
    assert looked([made(3, owner="")], own).owner == "grace"
    assert looked([made(3)], own).owner == "ada"
    assert "11 days old, and 10 are the most" in said([made(11)], own)[0]


def test_telling_an_age_anew_makes_no_secret_younger() -> None:
    assert looked([made(100), made(1, owner="grace")]).age_days(NOW) == 100
    assert looked([made(100), made(1, owner="grace")]).owner == "grace"
    assert looked([made(1), made(100)]).age_days(NOW) == 100


def test_one_before_that_is_accepted_for_too_long_is_refused() -> None:
    assert said([made(14.5), rotated(14.5)], before=OLD) == []
    begin = "CRON_SECRET_PREVIOUS is accepted for 15 days, and 14 are the most; "
    assert said([made(15.5), rotated(15.5)], before=OLD) == [
        f"{begin}`candor secrets retire CRON_SECRET --env staging`"
    ]
    assert said([made(15.5), rotated(15.5)]) == []


def test_an_overlap_that_nobody_put_on_record_counts_from_when_the_new_one_was_made() -> None:
    assert "accepted for 20 days" in said([made(20)], before=OLD)[0]


def test_what_follows_from_another_has_no_standing_of_its_own() -> None:
    secrets = {
        "PROMETHEUS_PASSWORD_HASH": "$2b$",
        "GITHUB_TOKEN": "ghs_x",
        "WATCH_TOKEN_PREVIOUS": "x",
    }
    assert standings(ENV, secrets, [], POLICY) == []


def test_of_many_events_in_one_the_right_fingerprint_is_taken() -> None:
    other = fingerprint(ENV, "WATCH_TOKEN", "w" * 32)
    both = replace(
        made(3), names=("WATCH_TOKEN", NAME), fingerprints=(other, fingerprint(ENV, NAME, VALUE))
    )
    assert looked([both]).age_days(NOW) == 3
    assert looked([replace(both, names=(NAME, "WATCH_TOKEN"))]).made_at is None
