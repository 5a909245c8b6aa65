"""Whether the names in deployment files are settings, and a consumer's are all there."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from functions.domain.setting import is_misspelt
from mlops.configuration.catalogue import Setting, catalogue
from mlops.configuration.consumers import CONSUMERS

NAMED_IN: Mapping[str, str] = {
    "render.yaml": "",
    "mlops/deployment/render/render.free.yaml": "",
    "mlops/deployment/render/render.api.yaml": "",
    "compose.yaml": "",
    "mlops/deployment/aws/template.yaml": "lambda",
    ".github/workflows/ci.yaml": "",
    ".github/workflows/preview.yaml": "",
    ".github/workflows/promote.yaml": "",
    ".github/workflows/release.yaml": "",
    ".github/workflows/rollback.yaml": "",
    ".github/workflows/schedule.yaml": "",
    ".github/workflows/security.yaml": "",
    ".github/workflows/tick.yaml": "scheduler",
    ".github/workflows/anchor.yaml": "witness",
}
"""The files that name settings, each with the consumer that it tells all it needs, if one.

What each of Render's services needs is mlops.deployment's to say.
"""
PLATFORM = frozenset({"GITHUB_TOKEN"})
WHOLE_FILES = frozenset({"ENVIRONMENT_FILE", "STAGING_ENVIRONMENT_FILE"})
"""Secrets that hold an environment's whole file of settings (`candor deploy receive`)."""
VARIABLES = frozenset({"CANDOR_RELEASES", "AWS_ROLE_ARN"})
"""Of the repository: what lets workflows release, and as whom the witness comes to AWS."""
OURS = "CANDOR_"
ASIDE = frozenset(
    {
        "CANDOR_SKIPS",
        "CANDOR_STACK", "CANDOR_GATEWAY", "CANDOR_PUBLIC_BUCKET",
        "CANDOR_UPSTASH_EMULATOR", "CANDOR_CLOUDINARY_EMULATOR", "CANDOR_MAIL_SINK",
        "CANDOR_HEARTBEAT_EMULATOR",
    }
)  # fmt: skip
"""What a process of ours tells another (compose.yaml), or the tests alone read."""
_IN_WORKFLOW = re.compile(r"\b(secrets|vars)\.([A-Za-z_][A-Za-z0-9_]*)")


@dataclass(frozen=True, slots=True)
class Named:
    """A name that a file gives a process, and the value where it is written there."""

    name: str
    literal: str | None = None


class _Loader(yaml.SafeLoader):  # type: ignore[misc]  # PyYAML has no types
    """Reads CloudFormation's tags as what they are here: a value from elsewhere."""


_Loader.add_multi_constructor("!", lambda *_: None)


def check_names(root: Path, files: Mapping[str, str] = NAMED_IN) -> list[str]:
    """What is wrong with the names in these files, a sentence each; a missing file is too."""
    return [
        sentence for path, told in files.items() for sentence in _check(root / path, path, told)
    ]


def _check(file: Path, path: str, told: str) -> Iterator[str]:
    if not file.is_file():
        yield f"{path} is not there, and mlops/configuration/names.py lists it"
        return
    text = file.read_text()
    document = yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader
    is_workflow = "jobs" in document
    is_compose = "volumes" in document
    known = catalogue()
    given = list(dict.fromkeys(_named(document)))
    for named in given:
        yield from _check_named(path, named, known, of_others=is_workflow or is_compose)
    for scope, name in dict.fromkeys(_IN_WORKFLOW.findall(text)) if is_workflow else ():
        if name not in known and name not in PLATFORM | WHOLE_FILES | VARIABLES:
            yield f"{path} reads {scope}.{name}, which is not a setting{_advice(name, known)}"
        elif scope == "vars" and name in known and known[name].secret:
            yield f"{path} reads {name} from vars, which are shown; it is a secret"
    names = {named.name for named in given}
    for need in required(told) if told else ():
        if need not in names:
            yield f"{path} does not give {need}, without which {told} does not start"


def required(consumer: str) -> list[str]:
    """What a consumer does not start without where it is deployed."""
    [found] = [one for one in CONSUMERS if one.name == consumer]
    return [
        one.name for one in catalogue().values() if "production" in one.required.get(found.name, ())
    ]


def _check_named(
    path: str, named: Named, known: Mapping[str, Setting], *, of_others: bool
) -> Iterator[str]:
    setting = known.get(named.name)
    if setting is None:
        # Workflows and containers set up many programs that are not ours.
        is_ours = named.name.startswith(OURS) or bool(_advice(named.name, known))
        if named.name not in ASIDE and (is_ours or not of_others):
            yield f"{path} gives {named.name}, which is not a setting{_advice(named.name, known)}"
    elif setting.secret and named.literal:
        yield f"{path} writes a value for {named.name} where everybody reads it; it is a secret"


def _advice(name: str, known: Mapping[str, Setting]) -> str:
    meant = next((right for right in known if is_misspelt(name, right)), "")
    return f"; did you mean {meant}?" if meant else ""


def _named(node: Any) -> Iterator[Named]:
    """The names in Blueprints (envVars), templates (Variables), workflows (env), containers."""
    if isinstance(node, list):
        for one in node:
            yield from _named(one)
    if not isinstance(node, dict):
        return
    for key, value in node.items():
        if key == "envVars" and isinstance(value, list):
            yield from (
                Named(one["key"], _literal(one.get("value"))) for one in value if "key" in one
            )
        elif key in ("env", "environment", "Variables") and isinstance(value, dict):
            yield from (Named(name, _literal(text)) for name, text in value.items())
        else:
            yield from _named(value)


def _literal(value: Any) -> str | None:
    """The text as it stands, unless it only says where the value is."""
    if value is None or isinstance(value, dict):
        return None
    if "${" in str(value) or str(value).startswith("{{resolve:"):
        return None
    return str(value)
