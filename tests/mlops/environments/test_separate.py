"""Two environments share nothing: each thing in common is named, and no secret repeated."""

import pytest

from mlops.environments.separate import shared
from mlops.environments.told import database_settings, own_settings


def told(name: str, number: int) -> dict[str, str]:
    direct = f"postgresql://candor_owner:own-{name}@ep-{number}.neon.example/candor"
    pooled = direct.replace(f"ep-{number}.", f"ep-{number}-pooler.")
    host = "candor.example" if name == "production" else f"{name}.candor.example"
    given = {
        "S3_BUCKET": f"candor-{name}",
        "CLOUDINARY_URL": f"cloudinary://{number}:secret-{name}@cloud-{name}",
        "ARTIFACT_URLS": f"https://cdn.example/models/{name},https://s3.example/models/{name}",
        "UPSTASH_REDIS_REST_URL": f"https://{name}.upstash.example",
        "UPSTASH_REDIS_REST_TOKEN": f"token-of-{name}",
        "RENDER_API_URL": "https://api.render.com/v1",
        "S3_ENDPOINT_URL": "https://s3.us-east-1.amazonaws.com",
        "AWS_REGION": "us-east-1",
        "VERCEL_TEAM_ID": "team_1",
    }
    own = own_settings(name, f"https://{host}", given)
    return own | database_settings(direct, pooled, {})


STAGING, PRODUCTION = told("staging", 1), told("production", 2)


def test_two_environments_made_by_code_share_nothing() -> None:
    assert shared(STAGING, PRODUCTION) == []


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("CRON_SECRET", "secret"),
        ("UPSTASH_REDIS_REST_TOKEN", "secret"),
        ("UPSTASH_REDIS_REST_URL", "address"),
        ("DATABASE_URL", "database"),
        ("DATABASE_OWNER_URL", "database"),
        ("S3_BUCKET", "S3_BUCKET"),
        ("CLOUDINARY_URL", "Cloudinary-cloud"),
        ("PUBLIC_URL", "address"),
        ("LEDGER_SIGNING_KEY", "secret"),
        ("LEDGER_VERIFIER_KEY", "ledger"),
        ("ARTIFACT_URLS", "address"),
    ],
)
def test_what_they_share_is_named_with_its_setting(name: str, what: str) -> None:
    found = shared({**STAGING, name: PRODUCTION[name]}, PRODUCTION)
    assert any(one.startswith(name) and f"the same {what}" in one for one in found)
    assert PRODUCTION["CRON_SECRET"] not in "".join(found)


def test_a_secret_is_found_under_another_name_and_inside_an_address() -> None:
    other = {"METRICS_TOKEN": PRODUCTION["CRON_SECRET"]}
    [found] = shared(STAGING | other, PRODUCTION)
    assert found == "METRICS_TOKEN and CRON_SECRET: both have the same secret; give each its own"
    same_password = STAGING["DATABASE_OWNER_URL"].replace("own-staging", "own-production")
    assert shared(STAGING | {"DATABASE_OWNER_URL": same_password}, PRODUCTION)


def test_the_pooled_and_the_direct_address_are_one_database() -> None:
    pooled = PRODUCTION["DATABASE_URL"].replace("candor_app", "somebody")
    found = shared({**STAGING, "MLFLOW_BACKEND_URL": pooled}, PRODUCTION)
    assert any("the same database" in one for one in found)


def test_another_database_on_the_same_server_is_shared_too() -> None:
    url = PRODUCTION["DATABASE_OWNER_URL"].replace("/candor", "/other").replace("own-", "x-")
    assert shared({**STAGING, "DATABASE_OWNER_URL": url}, PRODUCTION)
