"""What `candor config check` says of settings that may be left out."""

import pytest

from mlops.configuration.consumers import CONSUMERS, Consumer, PageSettings
from mlops.configuration.remarks import remarks

PAGE = [one for one in CONSUMERS if one.settings is PageSettings]
OTHERS = [one for one in CONSUMERS if one.settings is not PageSettings]


def test_a_public_page_without_an_operator_and_a_contact_is_remarked_on() -> None:
    said = remarks("production", {}, CONSUMERS)
    assert [sentence.split(" is not set: ")[0] for sentence in said] == [
        "VITE_CANDOR_OPERATOR",
        "VITE_CANDOR_CONTACT",
    ]


def test_what_is_said_is_not_remarked_on() -> None:
    given = {"VITE_CANDOR_OPERATOR": "Ada", "VITE_CANDOR_CONTACT": ""}
    assert len(remarks("production", given, PAGE)) == 1
    assert remarks("production", {**given, "VITE_CANDOR_CONTACT": "a@b.example"}, PAGE) == []


@pytest.mark.parametrize(
    ("environment", "consumers"),
    [("development", PAGE), ("staging", PAGE), ("production", OTHERS)],
)
def test_nobody_is_told_whose_page_is_not_public(
    environment: str, consumers: list[Consumer]
) -> None:
    assert remarks(environment, {}, consumers) == []
