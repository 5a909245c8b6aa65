"""Every alert has a runbook that says the same five things, and only what there is."""

import re
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from mlops.cli import build
from mlops.local.settings import REPOSITORY
from tests.mlops.monitoring.prometheus.test_alerts import wrong
from tests.mlops.monitoring.rule_files import alerts

FOLDER = REPOSITORY / "docs/runbooks"
RUNBOOKS = sorted(FOLDER.glob("*.md"))
HEADINGS = ["Symptom", "Meaning", "Check", "Fix", "Verify"]
CODE = re.compile(r"`([^`]+)`")
LINK = re.compile(r"\]\(([^)#]+)(?:#([\w-]+))?\)")
SERIES = re.compile(r"(^|[\s(])(candor_|slo|up\b|prometheus_|alertmanager_|\w+:candor_)")
LINES_MAX = 35


def test_every_alert_has_a_runbook_and_every_runbook_an_alert() -> None:
    asked = {Path(one.rule["annotations"]["runbook_url"]) for one in alerts()}
    assert {path.relative_to(REPOSITORY) for path in RUNBOOKS} == asked


def test_alerts_that_share_a_runbook_are_named_in_it() -> None:
    for one in alerts():
        path = REPOSITORY / one.rule["annotations"]["runbook_url"]
        assert path.stem == one.name or f"`{one.name}`" in path.read_text()


@pytest.mark.parametrize("path", RUNBOOKS, ids=lambda path: path.stem)
def test_runbooks_say_five_things_briefly(path: Path) -> None:
    text = path.read_text()
    assert text.startswith(f"# {path.stem}\n")
    assert re.findall("^## (.*)$", text, re.MULTILINE) == HEADINGS
    assert all(part.strip() for part in re.split("^#.*$", text, flags=re.MULTILINE)[2:])
    assert len(text.splitlines()) <= LINES_MAX


@pytest.mark.parametrize("path", RUNBOOKS, ids=lambda path: path.stem)
def test_runbooks_name_commands_series_and_pages_that_exist(path: Path) -> None:
    text = path.read_text()
    for code in CODE.findall(text):
        if code.startswith("candor "):
            assert is_command(code.split()[1:]), code
        elif SERIES.search(code) and "=" not in code.split("{")[0] and " 0" not in code[-2:]:
            assert wrong(code) == [], code
    for target, anchor in LINK.findall(text):
        page = (path.parent / target).resolve()
        assert page.is_file(), target
        assert not anchor or anchor in anchors(page), f"{target}#{anchor}"


def is_command(words: list[str]) -> bool:
    """Whether `candor` knows the command and its options."""
    command: Any = get_command(build(words[0]))
    for word in words:
        commands = getattr(command, "commands", None)
        if commands is None:
            options = {name for one in command.params for name in (*one.opts, "--help")}
            if word.startswith("--") and word not in options:
                return False
        elif word in commands:
            command = commands[word]
        else:
            return False
    return getattr(command, "commands", None) is None


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall("^#+ (.*)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in headings}


def test_a_command_that_is_not_there_is_noticed() -> None:
    assert is_command(["data", "doctor"])
    assert not is_command(["data", "heal"])
    assert not is_command(["data", "doctor", "--quickly"])
    assert not is_command(["data"])
