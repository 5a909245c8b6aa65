"""The interface description stands on its own and is the one the page was built from."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from functions.openapi import openapi

REPOSITORY = Path(__file__).resolve().parents[2]


def test_the_committed_description_is_the_one_of_this_code() -> None:
    committed = json.loads((REPOSITORY / "frontend/openapi.json").read_text())
    assert committed == openapi(), "run `make openapi`"


def test_it_is_printed_sorted_so_that_changes_can_be_read() -> None:
    done = subprocess.run(
        (sys.executable, "-m", "functions.openapi"),
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == json.dumps(openapi(), indent=2, sort_keys=True) + "\n"


def test_every_reference_leads_somewhere() -> None:
    document = openapi()
    for reference in _references(document):
        found: Any = document
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]
        assert isinstance(found, dict)


def test_every_operation_has_a_name_of_its_own_and_says_what_it_answers() -> None:
    operations = [one for path in openapi()["paths"].values() for one in path.values()]
    assert len({one["operationId"] for one in operations}) == len(operations)
    for one in operations:
        assert one["description"]
        if "202" in one["responses"]:  # what is sent to us is answered with nothing
            assert "requestBody" in one
            continue
        contents = one["responses"]["200"]["content"]
        assert contents
        assert all("schema" in content for content in contents.values())


def test_jobs_and_docs_are_not_part_of_the_public_interface() -> None:
    assert not [path for path in openapi()["paths"] if "cron" in path or "docs" in path]


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for child in node.values():
            yield from _references(child)
    elif isinstance(node, list):
        for child in node:
            yield from _references(child)
