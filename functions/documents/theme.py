"""The page's colours, for what is drawn without its stylesheet (`frontend/src/app/tokens.css`)."""

import re
from collections.abc import Mapping

Theme = Mapping[str, str]
"""What each token stands for."""

_TOKEN = re.compile(r"var\(--([\w-]+)\)")

LIGHT: Theme = {
    "paper": "#fbfbfc",
    "raised": "#ffffff",
    "ink": "#15171c",
    "ink-2": "#565b66",
    "ink-3": "#6b717d",
    "line": "#e3e5ea",
    "line-strong": "#c9cdd6",
    "accent": "#2f49c9",
    "accent-soft": "#eceffb",
    "warn-ink": "#7a4b00",
    "warn-soft": "#fdf3df",
    "fan-95": "0.1",
    "fan-80": "0.18",
    "fan-50": "0.28",
}
DARK: Theme = {
    "paper": "#111319",
    "raised": "#181b22",
    "ink": "#eceef3",
    "ink-2": "#a9afbc",
    "ink-3": "#8b92a1",
    "line": "#272b35",
    "line-strong": "#3c424f",
    "accent": "#93a5ff",
    "accent-soft": "#1d2338",
    "warn-ink": "#f3c676",
    "warn-soft": "#2c2313",
    "fan-95": "0.13",
    "fan-80": "0.2",
    "fan-50": "0.3",
}


def resolved(value: str, theme: Theme) -> str:
    """A value of the stylesheet with its tokens replaced. Raises KeyError for an unknown one."""
    return _TOKEN.sub(lambda found: theme[found.group(1)], value)
