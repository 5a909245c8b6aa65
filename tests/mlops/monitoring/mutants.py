"""Small mistakes in an alerting rule, each of which its tests must notice."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mlops.monitoring.promql import tokens
from tests.mlops.monitoring.rule_files import FOLDER, Alert, cases_of, groups, promtool, write

FLIPPED = {">": "<", "<": ">", "==": "!=", "!=": "=="}
JOINED = {"and": "or", "or": "and", "unless": "and"}
MOVED = (0.7, 1.3)
"""A threshold that is off by a third is a mistake."""
FALSE = "vector(1) < 0"
TRUE = "vector(1)"


def mutants(rule: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What is wrong, and the rule with it."""
    expression = str(rule["expr"])
    yield "never true", rule | {"expr": FALSE}
    if expression != TRUE:
        yield "always true", rule | {"expr": TRUE}
    labels = rule["labels"]
    other = {"critical": "warning", "warning": "critical", "none": "critical"}
    yield "another severity", rule | {"labels": labels | {"severity": other[labels["severity"]]}}
    if "for" in rule:
        number, unit = int(rule["for"][:-1]), rule["for"][-1]
        yield "fires at once", {key: value for key, value in rule.items() if key != "for"}
        yield "waits thrice as long", rule | {"for": f"{number * 3}{unit}"}
    if expression == TRUE:
        return
    for what, changed in _expressions(expression):
        yield what, rule | {"expr": changed}


def _expressions(expression: str) -> Iterator[tuple[str, str]]:
    pieces = tokens(expression)
    depth = 0
    for at, piece in enumerate(pieces):
        depth += {"{": 1, "}": -1}.get(piece.text, 0)
        if depth:  # matchers are held to the catalogue
            continue
        for new in _instead(piece.text, piece.kind):
            end = piece.start + len(piece.text)
            where = f"{piece.text} → {new} ({at})"
            yield where, expression[: piece.start] + new + expression[end:]


def _instead(text: str, kind: str) -> list[str]:
    if kind == "op":
        return [FLIPPED[text]] if text in FLIPPED else []
    if kind == "name":
        return [JOINED[text]] if text in JOINED else []
    if kind == "number":
        value = float(text)
        return ["-1", "1e12"] if value == 0 else [f"{value * factor:.12g}" for factor in MOVED]
    return []


def survives(alert: Alert, mutant: dict[str, Any], folder: Path) -> bool:
    """Whether the alert's own tests pass although it is wrong. Files are written to `folder`."""
    named = {token.text for token in tokens(mutant["expr"]) if ":" in token.text}
    kept = [
        group | {"rules": [one for one in group["rules"] if one.get("record") in named]}
        for group in groups(alert.file)
    ]
    rules = [*(one for one in kept if one["rules"]), {"name": "mutant", "rules": [mutant]}]
    write(folder / "rules.yml", {"groups": rules})
    path = FOLDER / "tests" / alert.file.name
    evaluation = {"evaluation_interval": "10m" if alert.file.stem == "escalation" else "1m"}
    tests = cases_of(alert.name, path)
    document = {"rule_files": ["rules.yml"], **evaluation, "tests": tests}
    done = promtool("test", "rules", write(folder / "tests.yml", document))
    said = done.stdout + done.stderr
    if done.returncode and "got:" not in said:  # a rule that is refused proves nothing
        raise ValueError(said)
    return done.returncode == 0
