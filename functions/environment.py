"""Reads an environment into settings: each held to its rules, all that is wrong named at once."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, Field, HttpUrl, SecretStr, ValidationError, field_validator
from pydantic import ValidationInfo as Info
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails, PydanticCustomError
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from functions.domain.errors import InvalidInput
from functions.domain.setting import (
    SECRET_LENGTH_MIN,
    Kind,
    Problem,
    Refusal,
    address_refusal,
    name_problems,
    postgres_refusal,
    secret_refusal,
)

DEPLOYED = ("staging", "production")
Environment = Literal["development", "staging", "production"]
AnySettings = TypeVar("AnySettings", bound="ConsumerSettings")


@dataclass(frozen=True, slots=True)
class Rule:
    """What a setting's type cannot say: where it may not be left out or set, and with what."""

    required_in: tuple[str, ...] = ()
    absent_in: tuple[str, ...] = ()
    pair: str = ""
    """A setting before it that is set with it or not at all."""
    needed_with: tuple[str, ...] = ()
    """A setting before it that says nothing without it."""
    is_given: bool = False
    """Whether the platform sets it, and nobody else."""


def rule_of(field: FieldInfo) -> Rule:
    """The rule a setting was declared with."""
    return next((one for one in field.metadata if isinstance(one, Rule)), Rule())


def refuse(refusal: Refusal | None, name: str = "") -> None:
    """Stop a validation with our own sentence, about another setting where it is named."""
    if refusal is not None:
        said = {"kind": refusal.kind, "reason": refusal.reason, "name": name}
        raise PydanticCustomError("refused", "{reason}", said)


def is_deployed(info: Info) -> bool:
    """Whether the settings are of an environment that others use."""
    return info.data.get("candor_env") in DEPLOYED


def secret(length_min: int = SECRET_LENGTH_MIN, *, is_ours: bool = False) -> AfterValidator:
    """Holds a secret to a length and to being none that anybody could guess."""

    def check(value: SecretStr) -> SecretStr:
        refuse(secret_refusal(value.get_secret_value(), length_min, is_ours=is_ours))
        return value

    return AfterValidator(check)


def _address(url: HttpUrl, info: Info) -> HttpUrl:
    refuse(address_refusal(str(url), deployed=is_deployed(info)))
    return url


def _origin(url: HttpUrl) -> HttpUrl:
    if url.path != "/" or url.query or url.fragment:
        refuse(Refusal(Kind.MALFORMED, "is an origin, https://HOST, without a path"))
    return url


def postgres(*, pooled: bool | None = None) -> AfterValidator:
    """Holds a connection string to its form, on Neon to the pooled or direct host."""

    def check(url: SecretStr, info: Info) -> SecretStr:
        text = url.get_secret_value()
        refuse(postgres_refusal(text, deployed=is_deployed(info), pooled=pooled))
        return url

    return AfterValidator(check)


RandomSecret = Annotated[SecretStr, secret(is_ours=True)]
"""One that we make."""
VendorSecret = Annotated[SecretStr, secret()]
"""One that a vendor makes."""
Address = Annotated[HttpUrl, AfterValidator(_address)]
Origin = Annotated[Address, AfterValidator(_origin)]
"""An address without a path, to which we add our own."""


PREVIOUS = "_PREVIOUS"
"""Ends the name of what a rotation replaced and is accepted until it is retired."""


def previous_of(name: str) -> str:
    """What is said of the secret that another one replaced."""
    return f"The {name} before it, accepted as well until `candor secrets retire {name}`."


class ConsumerSettings(BaseSettings):
    """What one process is told. Built from values; `read_settings` takes them from somewhere."""

    model_config = SettingsConfigDict(
        frozen=True, extra="ignore", hide_input_in_errors=True, validate_default=True
    )

    candor_env: Annotated[Environment, Rule(required_in=DEPLOYED)] = Field(
        "development", description="Which environment this process serves."
    )

    @field_validator("*", mode="before")
    @classmethod
    def _belongs(cls, value: Any, info: Info) -> Any:
        """What has no place in an environment has no form there either."""
        environment = info.data.get("candor_env")
        if value and environment in rule_of(cls.model_fields[info.field_name or ""]).absent_in:
            refuse(Refusal(Kind.MISPLACED, f"is not for {environment}; take it away"))
        return value

    @field_validator("*")
    @classmethod
    def _fits(cls, value: Any, info: Info) -> Any:
        """What every setting keeps to, whatever it is."""
        name = info.field_name or ""
        field = cls.model_fields[name]
        rule, environment = rule_of(field), info.data.get("candor_env")
        if not value and environment in rule.required_in:
            refuse(Refusal(Kind.MISSING, f"is not set: {field.description}"))
        if is_deployed(info) and isinstance(value, str) and value in (field.examples or ()):
            refuse(Refusal(Kind.PLACEHOLDER, "has the value of the example; write yours"))
        if rule.pair in info.data and (value is None) is not (info.data[rule.pair] is None):
            ours, theirs = name.upper(), rule.pair.upper()
            absent, present = (ours, theirs) if value is None else (theirs, ours)
            reason = f"is not set, and {present} is; set both or neither"
            refuse(Refusal(Kind.MISSING, reason), absent)
        for other in rule.needed_with:
            if value is None and info.data.get(other) is not None:
                reason = f"is not set, and {other.upper()} needs it: {field.description}"
                refuse(Refusal(Kind.MISSING, reason))
        _stays_apart(name, value, info.data)
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - pydantic-settings' signature
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Values and nothing else: no variable of this process slips into another's settings."""
        return (init_settings,)


def process_environment() -> Mapping[str, str]:
    """The variables this process was started with."""
    return os.environ  # noqa: TID251 - this is the place


def read_settings(kind: type[AnySettings], environ: Mapping[str, str] | None = None) -> AnySettings:
    """The settings in this process's environment, or another; InvalidInput names all wrong ones."""
    settings, problems = examine(kind, process_environment() if environ is None else environ)
    if settings is None or problems:
        raise InvalidInput("\n".join(problem.sentence for problem in problems))
    return settings


def examine(
    kind: type[AnySettings], environ: Mapping[str, str]
) -> tuple[AnySettings | None, list[Problem]]:
    """The settings in an environment, where empty means unset, and all that is wrong with it."""
    source = EnvSettingsSource(kind)
    source.env_vars = {name.lower(): value for name, value in environ.items() if value}
    names = {name.upper(): is_secret(kind, name) for name in kind.model_fields}
    problems = name_problems(environ, names)
    try:
        return kind(**source()), problems
    except ValidationError as refused:
        return None, [_problem(kind, error) for error in refused.errors()] + problems


def is_secret(kind: type[ConsumerSettings], name: str) -> bool:
    """Whether a setting's value may be shown to nobody."""
    return "SecretStr" in str(kind.model_fields[name].annotation)


def secrets_of(settings: ConsumerSettings) -> dict[str, str]:
    """What settings keep secret, by name; those that are not set are left out."""
    values = ((name, getattr(settings, name)) for name in type(settings).model_fields)
    return {
        name.upper(): value.get_secret_value()
        for name, value in values
        if isinstance(value, SecretStr)
    }


def _stays_apart(name: str, value: Any, before: Mapping[str, Any]) -> None:
    """No secret is used twice, and none stands in a setting that anybody may see."""
    for other, earlier in before.items():
        secret, shown, where = earlier, value, name
        if isinstance(value, SecretStr):
            if value == earlier:
                reason = f"has the same value as {other.upper()}; give each its own"
                refuse(Refusal(Kind.REPEATED, reason))
            secret, shown, where = value, earlier, other
        if not isinstance(secret, SecretStr) or isinstance(shown, SecretStr):
            continue
        if secret.get_secret_value() in str(shown):
            whose = (name if where == other else other).upper()
            reason = f"is shown to everybody and holds the value of {whose}; make {whose} anew"
            refuse(Refusal(Kind.PUBLIC, reason), where.upper())


def _problem(kind: type[ConsumerSettings], error: ErrorDetails) -> Problem:
    field = str(error["loc"][0])
    name = field.upper()
    if error["type"] == "missing":
        sentence = f"{name} is not set: {kind.model_fields[field].description}"
        return Problem(name, Kind.MISSING, sentence)
    if error["type"] == "refused":
        said = error["ctx"]
        name = said["name"] or name
        return Problem(name, said["kind"], f"{name} {said['reason']}")
    what = error["msg"].removeprefix("Input ").removeprefix("String ")
    return Problem(name, Kind.MALFORMED, f"{name}: {what}")
