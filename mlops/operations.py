"""The settings of whoever operates an environment: what serves, and the keys that write."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field, HttpUrl, SecretStr, field_validator
from pydantic import ValidationInfo as Info
from pydantic_settings import NoDecode

from functions.config import Settings
from functions.domain.checkpoint import parse_verifier
from functions.domain.errors import InvalidInput
from functions.domain.setting import Kind, Refusal, cloudinary_refusal, placeholder_refusal
from functions.environment import (
    DEPLOYED,
    Address,
    ConsumerSettings,
    RandomSecret,
    Rule,
    VendorSecret,
    is_deployed,
    postgres,
    refuse,
    secret,
)

PLATFORM_KEY_LENGTH_MIN = 24
"""Vercel's older tokens are as short as this."""


def _cloudinary(url: SecretStr, info: Info) -> SecretStr:
    refuse(cloudinary_refusal(url.get_secret_value(), deployed=is_deployed(info)))
    return url


def _real(text: str) -> str:
    refuse(placeholder_refusal(text))
    return text


def _verifier(text: str) -> str:
    try:
        parse_verifier(text)
    except InvalidInput as error:
        refuse(Refusal(Kind.MALFORMED, f"is no verifier key: {error}"))
    return text


class BucketSettings(ConsumerSettings):
    """The second store, and who may write to it."""

    s3_bucket: str = Field(
        pattern=r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$",
        description="Bucket of snapshots, MLflow artifacts and copies of model artifacts.",
        examples=["candor", "name-of-your-bucket"],
    )
    s3_endpoint_url: Address | None = Field(
        None, description="S3-compatible endpoint; unset: Amazon's."
    )
    aws_access_key_id: Annotated[str, AfterValidator(_real)] = Field(
        pattern=r"^\S+$", description="Key that may write to the bucket."
    )
    aws_secret_access_key: VendorSecret = Field(description="Secret of AWS_ACCESS_KEY_ID.")
    aws_session_token: VendorSecret | None = Field(
        None, description="Session of a key that an AWS role gave for a while; unset: it has none."
    )
    aws_region: str = Field("us-east-1", description="Region of the bucket.")


class WitnessSettings(BucketSettings):
    """Whoever keeps checkpoints outside the product: `candor ledger anchor`."""

    public_url: Address = Field(
        description="Where users reach this environment; QStash signs for this address.",
        examples=["http://127.0.0.1:8000", "https://candor-{environment}.example"],
    )
    database_url: Annotated[SecretStr, postgres(pooled=True)] = Field(
        description="PostgreSQL connection string of the application role (pooled on Neon)."
    )
    ledger_verifier_key: Annotated[str, AfterValidator(_verifier)] = Field(
        description="Public key of the ledger's checkpoints, as `candor ledger keygen` told it.",
    )
    calendar_urls: Annotated[tuple[Address, ...], NoDecode] = Field(
        (), description="OpenTimestamps calendars, between commas; unset: the public ones."
    )

    @field_validator("calendar_urls", mode="before")
    @classmethod
    def _between_commas(cls, urls: Any) -> Any:
        if not isinstance(urls, str):
            return urls
        return tuple(url.strip() for url in urls.split(",") if url.strip())


class OperationsSettings(BucketSettings, Settings):
    """The serving function's settings and the keys that never enter it."""

    public_url: Annotated[Address | None, Rule(required_in=DEPLOYED)] = Field(
        None,
        description="Where users reach this environment; QStash signs for this address.",
        examples=["https://candor-{environment}.example"],
    )
    database_owner_url: Annotated[SecretStr, postgres(pooled=False)] = Field(
        description="PostgreSQL connection string of the owner, direct (not pooled)."
    )
    cloudinary_url: Annotated[SecretStr, AfterValidator(_cloudinary)] = Field(
        description="cloudinary://KEY:SECRET@CLOUD of the account with the model artifacts."
    )
    mlflow_tracking_uri: Address | None = Field(
        None, description="MLflow server; unset: trainings wait in their outbox."
    )
    mlflow_tracking_username: str = Field(
        "candor-admin", description="MLflow user who logs trainings."
    )
    mlflow_tracking_password: Annotated[VendorSecret | None, Rule(pair="mlflow_tracking_uri")] = (
        Field(None, description="Password of that MLflow user.")
    )
    # With these two on one's own machine (`candor monitoring watch`) an address of it is right.
    prometheus_url: HttpUrl | None = Field(
        None, description="Prometheus, as this machine reaches it."
    )
    alertmanager_url: HttpUrl | None = Field(
        None, description="Alertmanager, as this machine reaches it."
    )
    prometheus_password: Annotated[
        RandomSecret | None, Rule(needed_with=("prometheus_url", "alertmanager_url"))
    ] = Field(None, description="Password of the user candor at Prometheus and Alertmanager.")
    grafana_url: Address | None = Field(None, description="Grafana, as people reach it.")


PlatformKey = Annotated[SecretStr, secret(PLATFORM_KEY_LENGTH_MIN)]


class PlatformSettings(ConsumerSettings):
    """The management APIs that a release speaks to."""

    vercel_token: PlatformKey = Field(description="Token that may deploy to and change Vercel.")
    vercel_team_id: str | None = Field(
        None, pattern=r"^team_\w+$", description="Team that owns the project; unset: a person."
    )
    vercel_api_url: Address = Field(
        HttpUrl("https://api.vercel.com"), description="Vercel's management API."
    )
    render_api_key: PlatformKey = Field(description="Key that may deploy to and change Render.")
    render_api_url: Address = Field(
        HttpUrl("https://api.render.com/v1"), description="Render's management API."
    )
    github_repository: str | None = Field(
        None,
        pattern=r"^[\w.-]+/[\w.-]+$",
        description="Repository of the code: its workflows say whether a commit may be released.",
    )


class ReleaseSettings(PlatformSettings):
    """What a release needs beside its platforms: its vault, and who knows that tests passed."""

    vercel_automation_bypass_secret: PlatformKey | None = Field(
        None,
        description="Opens deployments that Vercel protects by a login; unset: they must not be.",
    )
    release_vault_key: Annotated[RandomSecret | None, Rule(required_in=DEPLOYED)] = Field(
        None,
        description="Seals the settings that a rollback restores, in the environment's database.",
    )
    release_vault_key_previous: RandomSecret | None = Field(
        None, description="The RELEASE_VAULT_KEY before, which still opens what it sealed."
    )
    github_token: Annotated[VendorSecret | None, Rule(needed_with="github_repository")] = Field(
        None, description="Token that may read that repository's workflow runs."
    )
    github_api_url: Address = Field(HttpUrl("https://api.github.com"), description="GitHub's API.")


class NeonSettings(ConsumerSettings):
    """Neon's management API."""

    neon_api_key: VendorSecret = Field(description="Key that may make projects at Neon.")
    neon_org_id: str | None = Field(
        None,
        pattern=r"^[a-z0-9-]{1,60}$",
        description="Organization that owns the projects; unset: the key says it.",
    )
    neon_api_url: Address = Field(
        HttpUrl("https://console.neon.tech/api/v2"), description="Neon's management API."
    )


class UpstashSettings(ConsumerSettings):
    """Upstash's developer API; the watcher reads the same with a key that only reads."""

    upstash_email: str = Field(description="Account of Upstash's developer API.")
    upstash_api_key: VendorSecret = Field(description="Key of Upstash's developer API.")
    upstash_api_url: Address = Field(
        HttpUrl("https://api.upstash.com"), description="Upstash's developer API."
    )


class AccountSettings(PlatformSettings, NeonSettings, UpstashSettings):
    """The accounts in which `candor env` makes an environment; none of it is the environment's."""

    render_owner_id: str = Field(
        pattern=r"^(tea|usr)-\w+$", description="Workspace on Render that owns the services."
    )
