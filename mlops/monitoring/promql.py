"""Just enough of PromQL to say which series, labels, windows and numbers an expression names.

Whether it is PromQL at all is promtool's to say.
"""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""(?P<space>\s+)
    |(?P<string>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')
    |(?P<window>\[[^\]]+\])
    |(?P<duration>\d+[smhdwy]\b)
    |(?P<number>(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)
    |(?P<name>[A-Za-z_:][\w:]*)
    |(?P<op>=~|!~|==|!=|<=|>=|[-+*/%^<>=])
    |(?P<mark>[(){},])""",
    re.VERBOSE,
)
LISTS = frozenset({"by", "without", "on", "ignoring", "group_left", "group_right"})
WORDS = LISTS | {"and", "or", "unless", "bool", "offset", "nan", "inf"}


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of an expression: `text` from `start` on."""

    kind: str
    text: str
    start: int


@dataclass(frozen=True, slots=True)
class Matcher:
    """What a selector asks of a label."""

    label: str
    operator: str
    value: str


@dataclass(frozen=True, slots=True)
class Selector:
    """A series that is asked for, empty for any, and which of its label values."""

    series: str
    matchers: tuple[Matcher, ...]


def tokens(expression: str) -> list[Token]:
    """Every piece but blanks. ValueError for what is no piece of PromQL."""
    found: list[Token] = []
    at = 0
    while at < len(expression):
        match = _TOKEN.match(expression, at)
        if match is None:
            raise ValueError(f"no PromQL from here on: {expression[at:]}")
        if match.lastgroup != "space":
            found.append(Token(str(match.lastgroup), match.group(), at))
        at = match.end()
    return found


def selectors(expression: str) -> Iterator[Selector]:
    """Each series that is selected, with its matchers."""
    pieces = [*tokens(expression), Token("end", "", len(expression))]
    in_list = False
    for at, (piece, following) in enumerate(itertools.pairwise(pieces)):
        in_list = (in_list and piece.text != ")") or (piece.text in LISTS)
        is_function = following.text == "(" or (following.text in LISTS)
        if piece.text == "{" and (at == 0 or pieces[at - 1].kind != "name"):
            yield Selector("", _matchers(pieces, at))
        if piece.kind != "name" or in_list or is_function or piece.text.lower() in WORDS:
            continue
        if _inside_braces(pieces, at):
            continue
        yield Selector(piece.text, _matchers(pieces, at + 1))


def grouped_labels(expression: str) -> set[str]:
    """Every label that is grouped by or matched on."""
    pieces = tokens(expression)
    found: set[str] = set()
    for at, piece in enumerate(pieces):
        if piece.text in LISTS and pieces[at + 1].text == "(":
            for inner in pieces[at + 2 :]:
                if inner.text == ")":
                    break
                if inner.kind == "name":
                    found.add(inner.text)
    return found


def windows(expression: str) -> list[str]:
    """The range of every range selector, as written."""
    return [piece.text[1:-1] for piece in tokens(expression) if piece.kind == "window"]


def _inside_braces(pieces: list[Token], at: int) -> bool:
    depth = 0
    for piece in pieces[:at]:
        depth += {"{": 1, "}": -1}.get(piece.text, 0)
    return depth > 0


def _matchers(pieces: list[Token], at: int) -> tuple[Matcher, ...]:
    if pieces[at].text != "{":
        return ()
    found = []
    while pieces[at].text != "}":
        if pieces[at].kind == "name":
            name, operator, value = pieces[at : at + 3]
            found.append(Matcher(name.text, operator.text, value.text[1:-1]))
        at += 1
    return tuple(found)
