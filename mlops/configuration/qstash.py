"""What `candor schedules apply` must be told to speak to QStash for an environment."""

from typing import Literal

from pydantic import Field, HttpUrl, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from functions.domain.errors import InvalidInput


class QstashSettings(BaseSettings):
    """QStash's account and the address it is to tick."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    candor_env: Literal["development", "staging", "production"] = Field(
        description="The environment that the other values belong to."
    )
    qstash_token: SecretStr = Field(
        min_length=1, description="QStash's token; its console shows it."
    )
    qstash_url: HttpUrl = Field(
        HttpUrl("https://qstash.upstash.io"), description="QStash, or its regional address."
    )
    public_url: HttpUrl = Field(description="Where users reach this environment.")


def read_qstash_settings(environment: str) -> QstashSettings:
    """The settings of one environment. Raises InvalidInput, also when they are another's."""
    try:
        settings = QstashSettings()
    except ValidationError as refused:
        names = ", ".join(
            f"{str(error['loc'][0]).upper()} ({error['msg']})" for error in refused.errors()
        )
        raise InvalidInput(f"the environment {environment} is not told well: {names}") from None
    if settings.candor_env != environment:
        raise InvalidInput(
            f"the values here are those of {settings.candor_env} (CANDOR_ENV),"
            f" not of {environment}; load the right ones first"
        )
    return settings
