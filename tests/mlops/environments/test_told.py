"""What an environment is told is its own, complete where we can make it, and stays."""

from urllib.parse import unquote, urlsplit

from functions.adapters.ed25519.signer import Ed25519Signer
from functions.domain.checkpoint import parse_signing_key
from mlops.configuration.catalogue import catalogue
from mlops.configuration.check import check
from mlops.configuration.consumers import CONSUMERS
from mlops.environments.told import MADE, SECRETS, database_settings, own_settings

URL = "https://staging.candor-btc.dev"
DIRECT = (
    "postgresql://candor_owner:its-own@ep-quiet-1.us-east-1.aws.neon.tech/candor?sslmode=require"
)
POOLED = DIRECT.replace("quiet-1.", "quiet-1-pooler.")


def test_every_secret_of_ours_is_made_once_and_none_twice() -> None:
    told = own_settings("staging", URL, {})
    assert len({told[name] for name in SECRETS}) == len(SECRETS)
    assert own_settings("staging", URL, told) == told


def test_what_was_given_stays() -> None:
    told = own_settings("staging", URL, {"CRON_SECRET": "mine" * 10, "S3_BUCKET": "ours"})
    assert (told["CRON_SECRET"], told["S3_BUCKET"]) == ("mine" * 10, "ours")


def test_an_empty_setting_is_none() -> None:
    assert own_settings("staging", URL, {"CRON_SECRET": ""})["CRON_SECRET"]


def test_the_ledger_is_signed_in_the_environments_own_name() -> None:
    told = own_settings("staging", URL, {})
    verifier = Ed25519Signer(parse_signing_key(told["LEDGER_SIGNING_KEY"])).verifier
    assert (verifier.name, str(verifier)) == (
        "staging.candor-btc.dev/ledger",
        told["LEDGER_VERIFIER_KEY"],
    )


def test_only_what_a_person_must_write_is_missing() -> None:
    told = own_settings("staging", URL, {}) | database_settings(DIRECT, POOLED, {})
    told |= {
        "UPSTASH_REDIS_REST_URL": "https://quiet-1.upstash.io",
        "UPSTASH_REDIS_REST_TOKEN": "t" * 20 + "0123456789ab" * 2,
    }
    always = [one for one in CONSUMERS if one.is_always_there]
    missing = {one.name for one in check("staging", told, always, whole=False)}
    person = {"S3_BUCKET", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "CLOUDINARY_URL"}
    assert missing <= person | {"ARTIFACT_URLS"}
    assert person <= missing


def test_what_goes_with_it_are_settings() -> None:
    assert set(MADE) <= catalogue().keys()


def test_the_application_has_a_role_of_its_own_whose_password_stays() -> None:
    first = database_settings(DIRECT, POOLED, {})
    parts = urlsplit(first["DATABASE_URL"])
    assert (parts.username, parts.hostname) == (
        "candor_app",
        "ep-quiet-1-pooler.us-east-1.aws.neon.tech",
    )
    assert first["DATABASE_OWNER_URL"] == DIRECT
    assert len(unquote(parts.password or "")) == 43
    assert database_settings(DIRECT, POOLED, first) == first
    other = POOLED.replace("quiet-1", "quiet-2")
    assert urlsplit(database_settings(DIRECT, other, first)["DATABASE_URL"]).password not in (
        None,
        parts.password,
    )
