"""The whole HTML: the shell of the page's build, filled; or a plain page where there is none."""

import re
from collections.abc import Mapping
from datetime import timedelta

from functions.documents.fan.paint import stylesheet
from functions.documents.front.frame import FOOTER, footer, framed
from functions.documents.front.front import DESCRIPTION, PLAIN_TITLE, Front
from functions.documents.front.head import Head, head
from functions.documents.front.markup import element, text
from functions.documents.front.table import data_links
from functions.documents.theme import DARK, LIGHT, Theme
from functions.documents.wording import duration

PLACES = ("head", "body")
"""`<!--candor:head-->…<!--/candor:head-->` in the shell, and the same for the body."""
ARRIVED = "arrived"
"""Id of the data that the script starts with (`frontend/src/app/arrival.ts`)."""
OUT_OF_DATE = timedelta(days=1)
_PLAIN = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<meta name="color-scheme" content="light dark"><style>{style}</style>'
    "<!--candor:head--><!--/candor:head--></head>"
    "<body><!--candor:body--><!--/candor:body--></body></html>"
)
_PLAIN_STYLE = (
    "body{max-width:66rem;margin:0 auto;padding:1rem;background:var(--paper);color:var(--ink);"
    "font:15px/1.5 system-ui,sans-serif}a,h1 b{color:var(--accent)}"
    ".banner__facts span::before{content:' · '}.fan{margin:0}.fan-chart__narrow,"
    ".fan-chart__middle{display:none}.fan-chart svg{max-width:100%;height:auto}"
    ".horizons a,.fan__key{margin-right:1rem}dl div{display:flex;gap:.5rem}dd{margin:0}"
    "th,td{padding:.3rem .8rem .3rem 0;text-align:left}.number{text-align:right}"
    "[aria-current]{font-weight:700}"
)


_ENTRY = re.compile(r'href="/ledger\?entry=(?P<index>\d+)"')


def fits(shell: str) -> bool:
    """Whether a shell has every place that is filled, once."""
    return all(len(_place(name).findall(shell)) == 1 for name in PLACES)


def page(
    shell: str | None, front: Front, environment: str, origin: str | None, age_s: float | None
) -> bytes:
    """The first view; `age_s` is set where it is the last known one, which it then says."""
    old = "" if age_s is None else _last_known(timedelta(seconds=age_s))
    told = Head(front.title, front.headline, front.horizon.value, origin)
    if shell is None:
        body = f"{old}{_without_pages(front.main)}{front.table}{footer(FOOTER[:1])}"
        return _filled(_plain(), told, body)
    below = element("noscript", element("div", front.table, class_="without-scripts")) + element(
        "div", "", class_="skeleton skeleton--panel", aria_hidden="true"
    )
    data = element(
        "script",
        front.data.replace("<", "\\u003c"),
        type="application/json",
        id=ARRIVED,
        data_stale=None if age_s is None else "1",
    )
    root = element("div", framed(f"{old}{front.main}{below}", environment), id="root")
    return _filled(shell, told, root + data)


def page_without(
    shell: str | None, reason: str | None, environment: str, origin: str | None
) -> bytes:
    """The page while there is nothing to show, with the reason; None while it is prepared."""
    if reason is None:
        title = "The first forecasts are being prepared"
        more = (
            "Candles are read and the model is fitted, which takes about a minute; then the"
            " forecasts appear here."
        )
    else:
        title, more = (
            "The forecasts cannot be read",
            f"Reason: {reason}. Load the page again later.",
        )
    said = element(
        "div",
        element("h1", text(title)) + element("p", text(more)) + data_links(),
        class_="failure",
        role="status" if reason is None else "alert",
    )
    told = Head(PLAIN_TITLE, DESCRIPTION, None, origin)
    if shell is None:
        return _filled(_plain(), told, said + footer(FOOTER[:1]))
    return _filled(shell, told, element("div", framed(said, environment), id="root"))


def _without_pages(main: str) -> str:
    """Where only the API answers, what is said links to documents instead of pages."""
    main = main.replace('href="/status"', 'href="/api/v1/status"')
    return _ENTRY.sub(
        lambda found: f'href="/api/v1/ledger?after={int(found["index"]) - 1}&amp;limit=1"', main
    )


def _last_known(age: timedelta) -> str:
    warning = " Do not take them for what may come." if age > OUT_OF_DATE else ""
    said = (
        f"These are the last known forecasts, read {duration(age)} ago; newer ones cannot be read"
        f" just now.{warning}"
    )
    return element("p", said, class_="notice")


def _filled(shell: str, told: Head, body: str) -> bytes:
    contents: Mapping[str, str] = {"head": head(told), "body": body}
    for name in PLACES:
        content = contents[name]
        shell = _place(name).sub(lambda _, content=content: content, shell)  # type: ignore[misc]
    return shell.encode()


def _place(name: str) -> re.Pattern[str]:
    return re.compile(f"<!--candor:{name}-->.*?<!--/candor:{name}-->", re.DOTALL)


def _plain() -> str:
    style = (
        f":root{{color-scheme:light dark;{_tokens(LIGHT)}}}"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{_tokens(DARK)}}}}}{_PLAIN_STYLE}"
    )
    return _PLAIN.format(style=style + stylesheet())


def _tokens(theme: Theme) -> str:
    return ";".join(f"--{name}:{value}" for name, value in theme.items())
