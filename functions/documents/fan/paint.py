"""How each part of the chart is painted: the rules of `frontend/src/charts/fan/fan.css`."""

from collections.abc import Mapping

from functions.documents.theme import Theme, resolved

PAINT: Mapping[str, Mapping[str, str]] = {
    ".fan-chart text": {"font-size": "12px", "fill": "var(--ink-3)"},
    ".fan-chart__axes line": {"stroke": "var(--line)"},
    ".fan-chart__ranges": {
        "fill": "none",
        "stroke": "var(--ink-3)",
        "stroke-opacity": "0.45",
        "stroke-width": "1",
    },
    ".fan-chart__closes": {
        "fill": "none",
        "stroke": "var(--ink)",
        "stroke-width": "1.6",
        "stroke-linejoin": "round",
    },
    ".fan-chart__cutoff": {"stroke": "var(--line-strong)", "stroke-dasharray": "2 3"},
    ".fan-chart__band": {"fill": "var(--accent)"},
    ".band-95": {"fill-opacity": "var(--fan-95)"},
    ".band-80": {"fill-opacity": "var(--fan-80)"},
    ".band-50": {"fill-opacity": "var(--fan-50)"},
    ".fan-chart__previous": {
        "fill": "var(--ink-3)",
        "fill-opacity": "0.07",
        "stroke": "var(--ink-3)",
        "stroke-dasharray": "3 3",
    },
    ".fan-chart__median": {"fill": "none", "stroke": "var(--accent)", "stroke-width": "1.6"},
    ".fan-chart__end path": {"fill": "none", "stroke": "var(--line-strong)"},
    ".fan-chart__end text": {"fill": "var(--accent)", "font-weight": "650"},
    ".fan-chart__end--median text": {"fill": "var(--ink-2)", "font-weight": "400"},
}


def stylesheet() -> str:
    """The rules as CSS, for a document that defines the tokens."""
    return "".join(
        f"{selector}{{{';'.join(f'{name}:{value}' for name, value in rule.items())}}}"
        for selector, rule in PAINT.items()
    )


def attributes(theme: Theme, *selectors: str) -> str:
    """The rules as attributes, later ones over earlier ones, with a space before each."""
    rules = {name: value for one in selectors for name, value in PAINT[one].items()}
    return "".join(f' {name}="{resolved(value, theme)}"' for name, value in rules.items())
