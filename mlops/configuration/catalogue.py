"""Every setting of every consumer, read off the classes that hold them to their rules."""

import types
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import HttpUrl, SecretStr
from pydantic.fields import FieldInfo

from functions.domain.setting import PUBLIC_PREFIX
from functions.environment import DEPLOYED, is_secret, rule_of
from mlops.configuration.consumers import CONSUMERS, Consumer

ENVIRONMENTS = ("development", *DEPLOYED)


@dataclass(frozen=True, slots=True)
class Setting:
    """One name; where two consumers share it, what the first says of it."""

    name: str
    help: str
    form: str
    pattern: str
    """What its text must match, as JavaScript and Python write it; empty for anything.

    An address is an origin here: only the build of the page reads patterns.
    """
    secret: bool
    is_given: bool
    default: str
    examples: tuple[str, ...]
    absent_in: tuple[str, ...]
    required: Mapping[str, tuple[str, ...]]
    """Environments in which each of its consumers needs it."""

    @property
    def is_public(self) -> bool:
        """Whether its value is built into the page."""
        return self.name.startswith(PUBLIC_PREFIX)

    def required_in(self, environment: str) -> bool:
        """Whether somebody needs it there."""
        return any(environment in environments for environments in self.required.values())

    def example(self, environment: str) -> str:
        """A value of the right form; outside development none that could be meant."""
        if not self.examples:
            return self.default
        chosen = self.examples[0 if environment == "development" else -1]
        return chosen.replace("{environment}", environment)


def catalogue() -> dict[str, Setting]:
    """All settings by name, in the order of the consumers."""
    found: dict[str, Setting] = {}
    for consumer in CONSUMERS:
        for setting in settings_of(consumer):
            first = found.get(setting.name, setting)
            required = {**first.required, **setting.required}
            found[setting.name] = replace(first, required=required)
    return found


def settings_of(consumer: Consumer) -> list[Setting]:
    """The settings of one consumer; most need not know their environment to run in it."""
    return [
        _setting(consumer, name, field)
        for name, field in consumer.settings.model_fields.items()
        if name != "candor_env" or consumer.reads_environment
    ]


def _setting(consumer: Consumer, name: str, field: FieldInfo) -> Setting:
    rule = rule_of(field)
    required = consumer.environments if field.is_required() else rule.required_in
    form, pattern = _form(field)
    return Setting(
        name=name.upper(),
        help=field.description or "",
        form=form,
        pattern=pattern,
        secret=is_secret(consumer.settings, name),
        is_given=rule.is_given,
        default="" if field.is_required() else _text(field.default),
        examples=tuple(field.examples or ()),
        absent_in=rule.absent_in,
        required={consumer.name: required},
    )


def _text(default: Any) -> str:
    if default is None or default == ():
        return ""
    return default.value if isinstance(default, StrEnum) else str(default)


def _form(field: FieldInfo) -> tuple[str, str]:
    """What its value is, in words and as a pattern."""
    kind = _bare(field.annotation)
    pattern = next((one.pattern for one in field.metadata if getattr(one, "pattern", "")), "")
    if get_origin(kind) is tuple:
        return "addresses, between commas", ""
    if get_origin(kind) is Literal:
        return _one_of(get_args(kind))
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return _one_of([member.value for member in kind])
    words = {SecretStr: "secret", HttpUrl: "address", int: "whole number", float: "number"}
    if kind is HttpUrl:
        return words[kind], r"^https?://[^\s/@?#]+/?$"
    return words.get(kind, "folder or file" if kind is Path else "text"), pattern


def _one_of(values: Any) -> tuple[str, str]:
    return " or ".join(values), f"^({'|'.join(values)})$"


def _bare(annotation: Any) -> Any:
    """A type without what is annotated to it and without None."""
    while get_origin(annotation) in (Annotated, Union, types.UnionType):
        annotation = next(one for one in get_args(annotation) if one is not type(None))
    return annotation
