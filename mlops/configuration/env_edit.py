"""Changes single values of a file of settings and leaves everything else as it stands."""

import re
from collections.abc import Mapping, Set
from io import StringIO
from pathlib import Path

from dotenv.parser import parse_stream

from functions.domain.errors import InvalidInput
from mlops.local.whole_file import PRIVATE, write_whole

PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+/=.:@%&?,~^")


def change_env_file(path: Path, changes: Mapping[str, str | None], new: str = "") -> None:
    """Set these names, take away those with None: the whole file or nothing of it, ours alone.

    `new` is the text of a file that is not there yet. Raises InvalidInput for a value that the
    file could not give back as it is.
    """
    real = path.resolve()
    text = real.read_text(encoding="utf-8") if real.is_file() else new
    write_whole(real, edited(text, changes), PRIVATE)


def edited(text: str, changes: Mapping[str, str | None]) -> str:
    """The file's text with the changes: each where its name stands, if behind a `#`; else last."""
    bindings = list(parse_stream(StringIO(text)))
    closed = {name for name, value in changes.items() if value is not None}
    closed -= {one.key for one in bindings}
    parts, left = [], dict(changes)
    for binding in bindings:
        own = binding.original.string
        name = binding.key or _behind_a_sign(own, closed & left.keys())
        if name not in changes:
            parts.append(own)
            continue
        # Blank lines before a name belong to its binding.
        parts.append(own[: len(own) - len(own.lstrip("\n\r"))])
        if (value := left.pop(name, None)) is not None:
            parts.append(_line(name, value))
    new = [_line(name, value) for name, value in left.items() if value is not None]
    ended = "".join(parts)
    result = ended + ("" if not new or ended.endswith("\n") or not ended else "\n") + "".join(new)
    _require(result, text, changes)
    return result


def _behind_a_sign(text: str, names: Set[str]) -> str:
    found = re.match(r"\s*#\s*(\w+)=", text)
    return found[1] if found and found[1] in names else ""


def _line(name: str, value: str) -> str:
    if PLAIN.issuperset(value):
        return f"{name}={value}\n"
    # Between single quotes nothing is expanded.
    quoted = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"{name}='{quoted}'\n"


def _require(result: str, before: str, changes: Mapping[str, str | None]) -> None:
    """The file gives back what was meant, and nothing else of it has changed."""
    wanted = {**_values(before), **changes}
    if _values(result) != {name: value for name, value in wanted.items() if value is not None}:
        raise InvalidInput("the file of settings cannot hold this value; nothing was written")


def _values(text: str) -> dict[str, str]:
    return {one.key: one.value or "" for one in parse_stream(StringIO(text)) if one.key is not None}
