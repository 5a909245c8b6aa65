"""What GitHub's expressions come to, as far as this project writes them. Pure."""

import re
from collections.abc import Mapping

from functions.domain.errors import InvalidInput

EXPRESSION = re.compile(r"\$\{\{\s*(.+?)\s*\}\}")
NAME = re.compile(r"[A-Za-z_][\w-]*(\.[A-Za-z_][\w-]*)+")
TEXT = re.compile(r"'([^']*)'")
COMPARISON = re.compile(r"(.+?)\s*(==|!=)\s*(.+)")
OPTIONAL = ("inputs.", "vars.", "env.")
"""Empty where nobody gave them, as on GitHub; of `env.` only what an action exports is asked."""


class NotKnown(InvalidInput):
    """A value that only GitHub has, or that somebody must give."""

    def __init__(self, name: str) -> None:
        kind, _, rest = name.partition(".")
        self.is_secret = kind == "secrets"
        why = {
            "secrets": f"needs the secret {rest}",
            "needs": f"needs what the job {rest.partition('.')[0]} gives",
            "steps": f"needs what the step {rest.partition('.')[0]} gives",
        }
        super().__init__(why.get(kind, f"needs {name}, which only GitHub knows"))


def resolved(text: str, known: Mapping[str, str]) -> str:
    """A text with its expressions' values. Raises NotKnown for a value, InvalidInput for a form."""
    return EXPRESSION.sub(lambda found: _first(found[1], known), text)


def holds(condition: str, known: Mapping[str, str]) -> bool:
    """Whether an `if` holds that compares texts, with `&&` and `||`. Raises as above."""
    bare = condition.strip().removeprefix("${{").removesuffix("}}").strip()
    return any(
        all(_compared(one.strip(), known) for one in each.split("&&")) for each in bare.split("||")
    )


def _compared(text: str, known: Mapping[str, str]) -> bool:
    found = COMPARISON.fullmatch(text)
    if found is None:
        raise InvalidInput(f"nothing on this machine judges `{text}`")
    left, operator, right = found.groups()
    return (_value(left, known) == _value(right, known)) is (operator == "==")


def _first(text: str, known: Mapping[str, str]) -> str:
    """`a || b` is the first that is not empty."""
    values = [_value(one.strip(), known) for one in text.split("||")]
    return next((one for one in values if one), values[-1])


def _value(text: str, known: Mapping[str, str]) -> str:
    if quoted := TEXT.fullmatch(text):
        return quoted[1]
    if not NAME.fullmatch(text):
        raise InvalidInput(f"nothing on this machine knows what `{text}` comes to")
    if text in known:
        return known[text]
    if text.startswith(OPTIONAL):
        return ""
    raise NotKnown(text)
