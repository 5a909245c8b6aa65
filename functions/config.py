"""The one place that reads the environment."""

from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, HttpUrl, SecretStr, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from functions.domain.errors import InvalidInput
from functions.domain.world import Mode

SECRET_LENGTH_MIN = 32
PLACEHOLDERS = ("changeme", "change-me", "placeholder", "secret", "example", "xxxxxxxx")
"""Words long enough that chance does not put them into a random secret."""


class Settings(BaseSettings):
    """Every setting of the serving function; secrets have no default."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    candor_env: Literal["development", "staging", "production"] = Field(
        "development", description="Which environment this process serves."
    )
    database_url: SecretStr = Field(
        description="PostgreSQL connection string of the application role (pooled on Neon)."
    )
    upstash_redis_rest_url: HttpUrl = Field(description="Upstash Redis REST endpoint.")
    upstash_redis_rest_token: SecretStr = Field(description="Upstash Redis REST token.")
    cron_secret: SecretStr = Field(
        description="Bearer secret of /api/cron/*, at least 32 characters."
    )
    metrics_token: SecretStr | None = Field(
        None,
        description="Bearer token of /api/metrics, at least 32 characters; unset: nobody may ask.",
    )
    qstash_current_signing_key: SecretStr | None = Field(
        None, description="QStash's signing key; unset: its signatures are not accepted."
    )
    qstash_next_signing_key: SecretStr | None = Field(
        None, description="The key QStash signs with after the next roll; set with the current one."
    )
    public_url: HttpUrl | None = Field(
        None, description="Where users reach this environment; QStash signs for this address."
    )
    cache_prefix: str = Field(
        "candor", pattern=r"^[a-z0-9_:-]{1,64}$", description="Prefix of every Redis key."
    )
    candor_mode: Mode = Field(
        Mode.LIVE, description="Mode of the world in the database; it must agree with it."
    )
    venues_url: HttpUrl | None = Field(
        None, description="Emulator of all venues, outside production; unset: the venues."
    )
    artifact_urls: Annotated[tuple[HttpUrl, ...], NoDecode] = Field(
        (),
        description="Base URLs of the model artifacts, in the order to ask, between commas.",
    )
    objects_dir: Path = Field(
        Path(".candor/objects"),
        description="Folder of the object store on disk; used without ARTIFACT_URLS only.",
    )
    db_pool_size_max: int = Field(
        8, ge=1, le=50, description="Most database connections one process opens."
    )
    vercel_git_commit_sha: str = Field(
        "", pattern=r"^[0-9a-f]*$", description="Commit this code was built from (Vercel sets it)."
    )
    candor_commit: str = Field(
        "", pattern=r"^[0-9a-f]*(-dirty)?$", description="The same, where Vercel does not set it."
    )

    @field_validator("artifact_urls", mode="before")
    @classmethod
    def _between_commas(cls, urls: object) -> object:
        if not isinstance(urls, str):
            return urls
        return tuple(url.strip() for url in urls.split(",") if url.strip())

    @field_validator("cron_secret", "upstash_redis_rest_token", "metrics_token")
    @classmethod
    def _long_enough(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret is not None and len(secret.get_secret_value()) < SECRET_LENGTH_MIN:
            raise ValueError(
                f"needs at least {SECRET_LENGTH_MIN} characters; make one with"
                " `python3 -c 'import secrets; print(secrets.token_urlsafe(32))'`"
            )
        return secret

    @field_validator("cron_secret", "metrics_token")
    @classmethod
    def _no_placeholder(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret is not None and any(
            word in secret.get_secret_value().lower() for word in PLACEHOLDERS
        ):
            raise ValueError("looks like a placeholder; generate a random one")
        return secret

    @model_validator(mode="after")
    def _real_venues_in_production(self) -> Self:
        if self.candor_env == "production" and self.venues_url is not None:
            raise ValueError("VENUES_URL is not for production: its candles are not real")
        return self

    @cached_property
    def code_version(self) -> str:
        """Commit the running code was built from, `unknown` where nobody said."""
        return self.vercel_git_commit_sha or self.candor_commit or "unknown"


def read_settings() -> Settings:
    """The settings of this process. Raises InvalidInput that names every wrong one."""
    try:
        return Settings()
    except ValidationError as refused:
        raise InvalidInput("; ".join(map(_refusal, refused.errors()))) from None


def _refusal(error: ErrorDetails) -> str:
    if not error["loc"]:
        return error["msg"].removeprefix("Value error, ")
    name = str(error["loc"][0])
    if error["type"] == "missing":
        return f"{name.upper()} is not set: {Settings.model_fields[name].description}"
    return f"{name.upper()}: {error['msg'].removeprefix('Value error, ')}"
