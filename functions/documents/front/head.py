"""Title, description, and what whoever shows a link to the page is told."""

from dataclasses import dataclass

from functions.documents.front.front import DEFAULT
from functions.documents.front.markup import element, text

SITE = "Candor"


@dataclass(frozen=True, slots=True)
class Head:
    """What is told; addresses only where one knows where the page is."""

    title: str
    description: str
    horizon: str | None
    """Whose picture is shown beside a link; None where there is none."""
    origin: str | None


def head(told: Head) -> str:
    """The elements of `<head>` that differ from page to page."""
    named = {"description": told.description}
    shown = {"og:type": "website", "og:site_name": SITE, "og:title": told.description}
    if told.horizon is None:
        shown["og:title"] = told.title
    addressed = ""
    if told.origin is not None:
        query = "" if told.horizon in (None, DEFAULT.value) else f"?horizon={told.horizon}"
        address = f"{told.origin}/{query}"
        addressed = f'<link rel="canonical" href="{text(address)}">'
        shown["og:url"] = address
        if told.horizon is not None:
            shown["og:image"] = f"{told.origin}/og/{told.horizon}.png"
            named["twitter:card"] = "summary_large_image"
    return (
        element("title", text(told.title))
        + "".join(f'<meta name="{name}" content="{text(said)}">' for name, said in named.items())
        + "".join(
            f'<meta property="{name}" content="{text(said)}">' for name, said in shown.items()
        )
        + addressed
    )
