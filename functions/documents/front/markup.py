"""Pieces of HTML. What comes from a document is escaped here, and nowhere else."""

from datetime import datetime
from html import escape

from functions.domain.units import instant_text


def text(content: object) -> str:
    """Content of an element or of a quoted attribute."""
    return escape(str(content))


def element(name: str, content: str, **attributes: str | None) -> str:
    """An element around HTML; `class_` and `aria_label` lose `_` and gain `-`, None is left out."""
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{text(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{said}>{content}</{name}>"


def link(address: str, name: str, **attributes: str | None) -> str:
    """A link with a plain name."""
    return element("a", text(name), href=address, **attributes)


def time(instant: datetime, name: str) -> str:
    """An instant in words."""
    return element("time", text(name), datetime=instant_text(instant))


def cell(content: str) -> str:
    """A number in a table."""
    return element("td", text(content), class_="number")


def column(name: str, *, is_number: bool = False) -> str:
    """The head of a column."""
    return element("th", text(name), scope="col", class_="number" if is_number else None)
