"""What an expression asks for: the names of its series and its labels, read off its words."""

import re
from collections.abc import Iterable

from functions.domain.metrics.catalogue import CATALOGUE
from functions.domain.metrics.metric import Metric

_NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_BRACED = re.compile(r"\{[^}]*\}")
_RANGE = re.compile(r"\[[^\]]*\]")
_GROUPING = re.compile(r"\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^)]*)\)")
_NUMBER = re.compile(r"\b\d[\w.]*")
_WORD = re.compile(rf"(?<![\w:]){_NAME}(?!\s*\()(?![\w:])")
_LABEL_OF_MATCHER = re.compile(rf"({_NAME})\s*(?:=~|!~|!=|=)")
_WORDS_OF_THE_LANGUAGE = {
    "and", "bool", "by", "group_left", "group_right", "ignoring", "inf", "nan", "offset", "on",
    "or", "unless", "without",
}  # fmt: skip


def series_in(expr: str) -> set[str]:
    """Names of all series that an expression asks for.

    >>> sorted(series_in('sum by (le) (rate(a_bucket{b="c"}[5m])) / on(x) slo:d > 0.5'))
    ['a_bucket', 'slo:d']
    """
    bare = _STRING.sub("", expr)
    for pattern in (_BRACED, _RANGE, _GROUPING, _NUMBER):
        bare = pattern.sub(" ", bare)
    return {word for word in _WORD.findall(bare) if word.lower() not in _WORDS_OF_THE_LANGUAGE}


def labels_in(expr: str) -> set[str]:
    """Names of all labels that an expression matches or groups by.

    >>> sorted(labels_in('sum by (le, route) (rate(a_bucket{b="c", d!~"e=f"}[5m]))'))
    ['b', 'd', 'le', 'route']
    """
    bare = _STRING.sub('""', expr)
    matched = {
        label for braces in _BRACED.findall(bare) for label in _LABEL_OF_MATCHER.findall(braces)
    }
    grouped = {
        name.strip()
        for names in _GROUPING.findall(bare)
        for name in names.split(",")
        if name.strip()
    }
    return matched | grouped


def metrics_in(exprs: Iterable[str]) -> list[Metric]:
    """The catalogue's entries that expressions ask for, in the order of the catalogue."""
    names = {name for expr in exprs for name in series_in(expr)}
    return [metric for metric in CATALOGUE if names.intersection(metric.series)]
