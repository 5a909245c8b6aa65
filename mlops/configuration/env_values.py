"""Writes values into a file of settings, each where its name stands already."""

import re
from collections.abc import Mapping
from io import StringIO
from pathlib import Path

from dotenv.parser import parse_stream

from functions.domain.errors import InvalidInput
from mlops.configuration.env_example import env_example
from mlops.local.whole_file import PRIVATE, write_whole

_BARE = re.compile(r"[\w@%+=:,./?&~^{}-]*")


def put_values(path: Path, environment: str, values: Mapping[str, str]) -> None:
    """Write these into the file, or into a new one from the example; its owner's alone.

    What else stands in the file stays, in its place. An empty value takes one away. Raises
    InvalidInput, and writes nothing, where the file would not say what was meant.
    """
    text = path.read_text() if path.is_file() else env_example(environment)
    text = with_values(text, values)
    read_back = {one.key: one.value or "" for one in parse_stream(StringIO(text))}
    wrong = [name for name, value in values.items() if read_back.get(name, "") != value]
    if wrong:
        raise InvalidInput(f"{path} could not be read any more with {', '.join(wrong)} in it")
    write_whole(path, text, PRIVATE)


def with_values(text: str, values: Mapping[str, str]) -> str:
    """The text with each value behind its name: open, behind a `#`, or else at the end."""
    lines = text.splitlines()
    for name, value in values.items():
        line = f"{name}={_quoted(value)}"
        pattern = re.compile(rf"(export\s+)?{re.escape(name)}\s*=")
        behind = re.compile(rf"#\s*{re.escape(name)}=")
        places = [n for n, one in enumerate(lines) if pattern.match(one)]
        places = places or [n for n, one in enumerate(lines) if behind.match(one)]
        if places:
            lines[places[-1]] = line
        elif value:
            lines.append(line)
    return "\n".join(lines) + "\n"


def _quoted(value: str) -> str:
    """As a shell and the reader of these files take it."""
    if _BARE.fullmatch(value):
        return value
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
