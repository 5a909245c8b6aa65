"""What the serving function is told."""

from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr, field_validator
from pydantic import ValidationInfo as Info
from pydantic_settings import NoDecode

from functions import environment
from functions.domain.checkpoint import parse_signing_key
from functions.domain.errors import InvalidInput
from functions.domain.setting import Kind, Refusal
from functions.domain.world import Mode
from functions.environment import (
    DEPLOYED,
    Address,
    ConsumerSettings,
    RandomSecret,
    Rule,
    VendorSecret,
    is_deployed,
    postgres,
    previous_of,
    refuse,
    secret,
)

QSTASH_KEY_LENGTH_MIN = 24
"""QStash makes them; ours are longer."""


QstashKey = Annotated[SecretStr, secret(QSTASH_KEY_LENGTH_MIN)]


def _signing_key(text: SecretStr | None) -> SecretStr | None:
    if text is not None:
        try:
            parse_signing_key(text.get_secret_value())
        except InvalidInput as error:
            refuse(Refusal(Kind.MALFORMED, f"is not a signing key: {error}"))
    return text


class Settings(ConsumerSettings):
    """Every setting of the serving function; secrets have no default."""

    vercel_env: Annotated[str, Rule(is_given=True)] = Field(
        "", description="Vercel's own environment (Vercel sets it)."
    )
    database_url: Annotated[SecretStr, postgres(pooled=True)] = Field(
        description="PostgreSQL connection string of the application role (pooled on Neon)."
    )
    upstash_redis_rest_url: Address = Field(
        description="Upstash Redis REST endpoint.",
        examples=["http://127.0.0.1:8079", "https://candor-{environment}.upstash.example"],
    )
    upstash_redis_rest_token: VendorSecret = Field(description="Upstash Redis REST token.")
    cron_secret: RandomSecret = Field(
        description="Bearer secret of /api/cron/*, at least 32 characters."
    )
    cron_secret_previous: RandomSecret | None = Field(None, description=previous_of("CRON_SECRET"))
    metrics_token: RandomSecret | None = Field(
        None,
        description="Bearer secret of /api/metrics; unset: nobody may ask.",
    )
    metrics_token_previous: RandomSecret | None = Field(
        None, description=previous_of("METRICS_TOKEN")
    )
    watch_token: RandomSecret | None = Field(
        None,
        description="Bearer secret of /api/v1/watch-reports; unset: nobody may report.",
    )
    watch_token_previous: RandomSecret | None = Field(None, description=previous_of("WATCH_TOKEN"))
    qstash_current_signing_key: QstashKey | None = Field(
        None, description="QStash's signing key; unset: its signatures are not accepted."
    )
    qstash_next_signing_key: Annotated[
        QstashKey | None, Rule(pair="qstash_current_signing_key")
    ] = Field(
        None, description="The key QStash signs with after the next roll; set with the current one."
    )
    ledger_signing_key: Annotated[
        SecretStr | None, AfterValidator(_signing_key), Rule(required_in=DEPLOYED)
    ] = Field(
        None,
        description="Key that signs the ledger's checkpoints (`candor ledger keygen`).",
    )
    public_url: Annotated[Address | None, Rule(needed_with=("qstash_current_signing_key",))] = (
        Field(
            None,
            description="Where users reach this environment; QStash signs for this address.",
            examples=["http://127.0.0.1:8000", "https://candor-{environment}.example"],
        )
    )
    cache_prefix: str = Field(
        "candor", pattern=r"^[a-z0-9_:-]{1,64}$", description="Prefix of every Redis key."
    )
    candor_mode: Mode = Field(
        Mode.LIVE, description="Mode of the world in the database; it must agree with it."
    )
    venues_url: Annotated[Address | None, Rule(absent_in=("production",))] = Field(
        None, description="Emulator of all venues, outside production; unset: the venues."
    )
    artifact_urls: Annotated[tuple[Address, ...], NoDecode, Rule(required_in=DEPLOYED)] = Field(
        (),
        description="Base URLs of the model artifacts, in the order to ask, between commas.",
        examples=[
            "",
            "https://cdn.example/models/{environment},https://s3.example/models/{environment}",
        ],
    )
    objects_dir: Path = Field(
        Path(".candor/objects"),
        description="Folder of the object store on disk; used without ARTIFACT_URLS only.",
    )
    page_shell: Path | None = Field(
        None,
        description="HTML file around every page; unset: where the page's build puts it.",
    )
    db_pool_size_max: int = Field(
        8, ge=1, le=50, description="Most database connections one process opens."
    )
    log_level: Literal["debug", "info", "warning"] = Field(
        "info", description="Least level of the function's own log lines; debug: every request."
    )
    vercel_git_commit_sha: Annotated[str, Rule(is_given=True)] = Field(
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

    @field_validator("vercel_env")
    @classmethod
    def _agrees_with_vercel(cls, vercel_env: str, info: Info) -> str:
        if vercel_env == "production" and not is_deployed(info):
            reason = "is not set on Vercel's production; set it to staging or production"
            refuse(Refusal(Kind.MISSING, reason), "CANDOR_ENV")
        return vercel_env

    @field_validator("candor_mode")
    @classmethod
    def _real_market_in_production(cls, mode: Mode, info: Info) -> Mode:
        if info.data.get("candor_env") == "production" and mode is not Mode.LIVE:
            reason = "must be live in production, which forecasts the real market"
            refuse(Refusal(Kind.MISPLACED, reason))
        return mode

    @cached_property
    def code_version(self) -> str:
        """Commit the running code was built from, `unknown` where nobody said."""
        return self.vercel_git_commit_sha or self.candor_commit or "unknown"


def read_settings() -> Settings:
    """The settings of this process. Raises InvalidInput that names every wrong one."""
    return environment.read_settings(Settings)
