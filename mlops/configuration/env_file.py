"""Reads a file of settings, as strictly as a person who mistypes needs it to be read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from dotenv.parser import Binding, parse_stream

from functions.domain.errors import InvalidInput
from functions.domain.setting import Kind, Problem
from functions.environment import process_environment
from mlops.configuration.access import note_read

VARIABLES = "the process's variables"


@dataclass(frozen=True, slots=True)
class EnvFile:
    """The values by name, the line of each, and what is wrong with the file as a file."""

    path: Path
    values: dict[str, str]
    lines: dict[str, int]
    problems: tuple[Problem, ...]


def read_env_file(path: Path) -> EnvFile:
    """A file of NAME=value lines; quotes and `export` as in a shell, nothing is expanded.

    Raises InvalidInput where there is no such file.
    """
    try:
        with path.open(encoding="utf-8") as stream:
            bindings = list(parse_stream(stream))
    except FileNotFoundError:
        raise InvalidInput(f"there is no {path}; copy the example of its environment") from None
    except UnicodeDecodeError:
        raise InvalidInput(f"{path} is not a text file in UTF-8") from None
    values: dict[str, str] = {}
    lines: dict[str, int] = {}
    problems: list[Problem] = []
    for binding in bindings:
        problems += _problems(binding, lines)
        if binding.key is not None:
            values[binding.key] = binding.value or ""
            lines[binding.key] = _line(binding)
    return EnvFile(path, values, lines, tuple(problems))


def settings_file(environment: str, named: Path | None) -> EnvFile | None:
    """The file that is named, else `.env.<environment>` here; None where there is neither."""
    own = Path(f".env.{environment}")
    if named is None and not own.is_file():
        return None
    return read_env_file(named or own)


def given_settings(environment: str, named: Path | None) -> Mapping[str, str]:
    """The values of that file, without one this process's variables; that they are read is kept.

    Raises InvalidInput for a file that is not NAME=value lines, each name once.
    """
    file = settings_file(environment, named)
    if file is None:
        given = process_environment()
        note_read(environment, given, VARIABLES)
        return given
    if file.problems:
        raise InvalidInput(
            "\n".join(f"{file.path}: {problem.sentence}" for problem in file.problems)
        )
    note_read(environment, file.values, str(file.path))
    return file.values


def _problems(binding: Binding, lines: dict[str, int]) -> Iterator[Problem]:
    name, line = binding.key or "", _line(binding)
    if binding.error or (name and binding.value is None):
        sentence = f"line {line} is not NAME=value"
        yield Problem(name, Kind.MALFORMED, sentence)
    elif name in lines:
        sentence = f"{name} is set twice, in lines {lines[name]} and {line}; keep one"
        yield Problem(name, Kind.REPEATED, sentence)


def _line(binding: Binding) -> int:
    """The line of the name; blank lines before it belong to a binding too."""
    text = binding.original.string
    blank = len(text) - len(text.lstrip("\n\r"))
    return binding.original.line + text[:blank].count("\n")
