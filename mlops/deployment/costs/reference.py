"""The cost tables of docs/deploying.md, written from plans.toml."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from functions.domain.errors import InvalidInput
from mlops.deployment.costs.bill import bill
from mlops.deployment.costs.table import bill_rows, markdown, plan_rows, sentences
from mlops.local.settings import REPOSITORY

DOCUMENT = REPOSITORY / "docs/deploying.md"
END = "<!-- end of what is written -->"


def with_tables(text: str, plans: Mapping[str, Any]) -> str:
    """A document whose marked parts say what the plans give. Raises InvalidInput without marks."""
    for name, table in _tables(plans).items():
        begin = f"<!-- written by `candor deploy cost --write`: {name} -->"
        before, found, rest = text.partition(begin)
        _, ended, after = rest.partition(END)
        if not found or not ended:
            raise InvalidInput(f"the document lacks {begin} or its {END}")
        text = f"{before}{begin}\n{table}\n{END}{after}"
    return text


def write_tables(plans: Mapping[str, Any], path: Path = DOCUMENT) -> None:
    """Bring the document up to date."""
    path.write_text(with_tables(path.read_text(), plans))


def _tables(plans: Mapping[str, Any]) -> dict[str, str]:
    tables = {}
    for profile in plans["profiles"]:
        monthly = bill(plans, profile)
        follows = "\n\n".join(sentences(plans, monthly))
        tables[profile] = f"{markdown(bill_rows(monthly))}\n\n{follows}"
    return {**tables, "plans": markdown(plan_rows(plans))}
