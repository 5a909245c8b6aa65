"""Changes single values of a file of settings and leaves everything else as it stands."""

from collections.abc import Mapping
from io import StringIO
from pathlib import Path

from dotenv.parser import parse_stream

from functions.domain.errors import InvalidInput
from mlops.local.whole_file import PRIVATE, write_whole

PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+/=.:@%&?,~^")


def change_env_file(path: Path, changes: Mapping[str, str | None]) -> None:
    """Set these names, take away those with None: the whole file or nothing of it, ours alone.

    Raises InvalidInput for a value that the file could not give back as it is.
    """
    real = path.resolve()
    write_whole(real, edited(real.read_text(encoding="utf-8"), changes), PRIVATE)


def edited(text: str, changes: Mapping[str, str | None]) -> str:
    """The file's text with the changes; a name that is new comes last."""
    parts, left = [], dict(changes)
    for binding in parse_stream(StringIO(text)):
        own = binding.original.string
        if binding.key is None or binding.key not in changes:
            parts.append(own)
            continue
        # Blank lines before a name belong to its binding.
        parts.append(own[: len(own) - len(own.lstrip("\n\r"))])
        if (value := left.pop(binding.key, None)) is not None:
            parts.append(_line(binding.key, value))
    new = [_line(name, value) for name, value in left.items() if value is not None]
    ended = "".join(parts)
    result = ended + ("" if not new or ended.endswith("\n") or not ended else "\n") + "".join(new)
    _require(result, text, changes)
    return result


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
