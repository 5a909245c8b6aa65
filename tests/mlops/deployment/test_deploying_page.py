"""docs/deploying.md names what there is: commands, targets, files, costs."""

import re

import pytest
from typer.main import get_command

from functions.domain.errors import InvalidInput
from mlops.cli import build
from mlops.deployment.costs.bill import read_plans
from mlops.deployment.costs.reference import DOCUMENT, END, with_tables
from mlops.local.settings import REPOSITORY

TEXT = DOCUMENT.read_text()
CODE = re.findall(r"`([^`\n]+)`", TEXT) + re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)


def named(pattern: str) -> set[str]:
    """What the page's code says, by a pattern with one group."""
    return {found for code in CODE for found in re.findall(pattern, code)}


def test_every_make_target_that_is_named_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (REPOSITORY / "Makefile").read_text(), re.MULTILINE))
    asked = named(r"\bmake ([a-z-]+)\b")
    assert {"setup", "monitoring", "check"} <= asked
    assert asked <= targets


def test_every_candor_command_and_option_that_is_named_exists() -> None:
    asked = named(r"\bcandor ((?:[a-z]+ ?)+(?:--[a-z-]+ ?[\w./]*[ ]?)*)")
    assert len(asked) >= 5
    for words in map(str.split, asked):
        command = get_command(build(words[0]))
        while getattr(command, "commands", None) and not words[0].startswith("-"):
            command = command.commands[words.pop(0)]  # type: ignore[attr-defined]
            if not words:
                break
        options = {option for one in command.params for option in one.opts}
        assert {word for word in words if word.startswith("--")} <= options, words


def test_every_file_of_ours_that_is_named_exists() -> None:
    asked = named(r"(?<![\w/])((?:mlops|functions|docs)/[\w./-]+\w)")
    assert len(asked) >= 3
    assert [name for name in asked if not (REPOSITORY / name).exists()] == []


def test_its_tables_say_what_the_plans_give() -> None:
    assert with_tables(TEXT, read_plans()) == TEXT, "run `candor deploy cost --write`"


def test_a_page_without_its_marks_is_refused() -> None:
    assert END in TEXT
    with pytest.raises(InvalidInput, match="the document lacks"):
        with_tables(TEXT.replace(END, ""), read_plans())
