"""What stands around the first view: the page's `PageFrame`, and where else to look."""

from functions.documents.front.markup import element, link

PAGES = (
    ("/", "Forecast"),
    ("/record", "Track record"),
    ("/history", "History"),
    ("/ledger", "Ledger"),
    ("/models", "Models"),
    ("/status", "Status"),
    ("/method", "Method"),
    ("/developers", "API"),
)
"""As in `frontend/src/app/PageNavigation.tsx`, which a test compares."""
FOOTER = (
    ("/api/docs", "API reference"),
    ("/ledger", "Ledger"),
    ("/models", "Models"),
    ("/status", "Status"),
    ("/terms", "Terms"),
    ("/privacy", "Privacy"),
    ("/imprint", "Imprint"),
)
"""As in `frontend/src/app/PageFooter.tsx`, which a test compares."""
CLAIM = "Bitcoin forecasts that keep their own score"
STAGING = "Staging: this is where changes to Candor are tried. Its record is not the public one."
ADVICE = (
    "Candor says how far the price may move, before it does, on a record that cannot be rewritten"
    " unnoticed, and keeps the score. It is not financial advice."
)


def framed(main: str, environment: str) -> str:
    """The page around what stands in `<main>`."""
    notice = element("p", STAGING, class_="notice", role="note")
    return element(
        "div",
        link("#content", "Skip to the content", class_="skip")
        + element(
            "header",
            link("/", "Candor", class_="wordmark")
            + element("p", CLAIM, class_="page-header__claim")
            + _navigation(),
            class_="page-header",
        )
        + (notice if environment == "staging" else "")
        + element("main", main, id="content", tabindex="-1")
        + footer(FOOTER),
        class_="page",
    )


def footer(links: tuple[tuple[str, str], ...]) -> str:
    """What this is and is not, and where its data are."""
    items = "".join(element("li", link(address, name)) for address, name in links)
    return element("footer", element("p", ADVICE) + element("ul", items), class_="page-footer")


def _navigation() -> str:
    items = "".join(
        element("li", link(path, name, aria_current="page" if path == "/" else None))
        for path, name in PAGES
    )
    return element("nav", element("ul", items), class_="page-navigation", aria_label="Pages")
