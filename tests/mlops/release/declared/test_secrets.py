"""release.yml's policy for secrets is held to its form."""

import pytest
from pydantic import ValidationError

from mlops.release.declared.release import read_release
from mlops.release.declared.secrets import Secrets


def test_the_committed_policy_is_one() -> None:
    policy = read_release().secrets
    assert policy.owner
    assert policy.of("VERCEL_TOKEN").age_days_max == 90
    assert policy.of("CRON_SECRET").age_days_max is None


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"own": {"CRON_SERCET": {}}}, "CRON_SERCET: no secret"),
        ({"own": {"CRON_SECRET": {"age": 3}}}, "age"),
        ({"age_days_max": 0}, "greater than 0"),
        ({"overlap_days_max": "14"}, "valid integer"),
    ],
)
def test_a_slip_in_it_is_refused(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Secrets.model_validate({"age_days_max": 180, "overlap_days_max": 14, **wrong})
