"""Pages and APIs of neighbouring commits: what is added passes, what either needs is not taken."""

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from mlops.local.settings import REPOSITORY
from mlops.release.preflight.api.compatible import breaks

OURS: dict[str, Any] = json.loads((REPOSITORY / "frontend" / "openapi.json").read_text())
LEVELS, PRICE, REPORTS = "/api/v1/levels", "/api/v1/price", "/api/v1/page-reports"
JSON = "application/json"


def answer(document: dict[str, Any]) -> dict[str, Any]:
    """The schema of the price's answer."""
    schema = document["paths"][PRICE]["get"]["responses"]["200"]["content"][JSON]["schema"]
    found: dict[str, Any] = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return found


def report(document: dict[str, Any]) -> dict[str, Any]:
    """The schema of what a page reports."""
    found: dict[str, Any] = document["components"]["schemas"]["PageReport"]
    return found


def asking(document: dict[str, Any]) -> list[dict[str, Any]]:
    """The parameters of a level's question."""
    found: list[dict[str, Any]] = document["paths"][LEVELS]["get"]["parameters"]
    return found


def changed(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    document = deepcopy(OURS)
    change(document)
    return document


def _without_its_first_property(schema: dict[str, Any]) -> None:
    name = schema["required"].pop(0)
    del schema["properties"][name]


def test_a_document_breaks_nothing_of_itself() -> None:
    assert breaks(OURS, OURS) == []


@pytest.mark.parametrize(
    "add",
    [
        lambda one: one["paths"].update({"/api/v2/price": one["paths"][PRICE]}),
        lambda one: asking(one).append({"in": "query", "name": "n", "schema": {"type": "integer"}}),
        lambda one: answer(one)["properties"].update({"more": {"type": "string"}}),
        lambda one: report(one)["properties"].update({"more": {"type": "string"}}),
        lambda one: one["paths"][PRICE]["get"]["responses"].update({"410": {"description": "so"}}),
        lambda one: one["paths"][PRICE]["get"].update({"summary": "Another word"}),
    ],
    ids=["operation", "parameter", "answer", "body", "refusal", "words"],
)
def test_what_is_only_added_passes(add: Callable[[dict[str, Any]], object]) -> None:
    assert breaks(OURS, changed(add)) == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            lambda one: one["paths"].pop(PRICE),
            f"GET {PRICE}: old page, new API: is not there any more",
        ),
        (
            lambda one: asking(one).pop(),
            f"GET {LEVELS}: old page, new API: query parameter price is not known any more",
        ),
        (
            lambda one: asking(one).append(
                {"in": "query", "name": "n", "required": True, "schema": {}}
            ),
            f"GET {LEVELS}: old page, new API: query parameter n is needed, and was not known",
        ),
        (
            lambda one: answer(one)["required"].pop(0),
            f"GET {PRICE}: old page, new API: answer 200,",
        ),
        (
            lambda one: _without_its_first_property(answer(one)),
            f"GET {PRICE}: old page, new API: answer 200,",
        ),
        (
            lambda one: (
                answer(one)["properties"].update({"more": {}}),
                answer(one)["required"].append("more"),
            ),
            f"GET {PRICE}: new page, old API: answer 200, more may be missing, and is needed",
        ),
        (
            lambda one: report(one)["properties"].pop(next(iter(report(one)["properties"]))),
            f"POST {REPORTS}: old page, new API: the body,",
        ),
        (
            lambda one: one["paths"][PRICE]["get"]["responses"].update({"202": {}}),
            f"GET {PRICE}: old page, new API: answer 202 is not known",
        ),
        (
            lambda one: one["paths"][PRICE]["get"].update({"security": [{"key": []}]}),
            f"GET {PRICE}: old page, new API: the operation differs in security, of which",
        ),
        (
            lambda one: asking(one)[1].update({"style": "deepObject"}),
            f"GET {LEVELS}: old page, new API: query parameter price differs in style, of which",
        ),
    ],
)
def test_what_either_side_needs_is_not_taken(
    change: Callable[[dict[str, Any]], object], sentence: str
) -> None:
    found = [str(one) for one in breaks(OURS, changed(change))]
    assert found
    assert found[0].startswith(sentence)


def test_another_default_of_what_is_left_out_is_a_break() -> None:
    def fewer(document: dict[str, Any]) -> None:
        for one in document["paths"]["/api/v1/forecasts"]["get"]["parameters"]:
            if one["name"] == "limit":
                one["schema"]["default"] = 1

    [found] = breaks(OURS, changed(fewer))
    assert "query parameter limit means 1 where it is left out, and meant" in str(found)


def test_a_path_with_what_is_no_operation_is_not_compared() -> None:
    with pytest.raises(ValueError, match="parameters, which nobody compares"):
        breaks(OURS, changed(lambda one: one["paths"][PRICE].update({"parameters": []})))
