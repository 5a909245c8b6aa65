"""A log record as one line: a JSON object, in an order that a reader can follow."""

import json
import logging
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime

from functions.logs.context import fields, fields_of
from functions.logs.redaction import Redactor

TEXT_LENGTH_MAX = 8_000
STACK_LENGTH_MAX = 24_000
BACKGROUND = ("psycopg.pool",)
"""Its workers live on from whatever request needed a connection first, and are not about it."""
_OF_LOGGING = frozenset(logging.makeLogRecord({}).__dict__) | {
    "message", "asctime", "taskName", "color_message",
}  # fmt: skip


class JsonLine(logging.Formatter):
    """Renders records; `fixed` are the fields of every line of this process.

    An exception comes in by `exc_info`, with its stack, or as `extra={"error": …}`, without.
    Whatever is wrong with a record, a line comes of it.
    """

    def __init__(self, redact: Redactor, fixed: Mapping[str, str]) -> None:
        super().__init__()
        self._redact = redact
        self._fixed = {name: value for name, value in fixed.items() if value}

    def format(self, record: logging.LogRecord) -> str:
        """One line without its end. Never raises."""
        core = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        try:
            told = self._told(record) | self._fixed
        except Exception as error:
            kind = type(error).__name__
            told = {"message": f"a line of {record.filename}:{record.lineno} is lost to a {kind}"}
        return json.dumps(core | {key: one for key, one in told.items() if key not in core})

    def _told(self, record: logging.LogRecord) -> dict[str, object]:
        given = {name: one for name, one in vars(record).items() if name not in _OF_LOGGING}
        error = record.exc_info[1] if record.exc_info else given.pop("error", None)
        if error is not None and not isinstance(error, BaseException):
            given["error"], error = error, None
        context = {} if record.name in BACKGROUND else {**fields(), **fields_of(error)}
        told: dict[str, object] = {"message": shortened(self._redact(_message(record)))}
        for name, value in (context | given).items():
            clean = self._redact.value(value, name)
            told[self._redact(name)] = shortened(clean) if isinstance(clean, str) else clean
        if error is not None:
            told["exception"] = type(error).__name__
            told["reason"] = shortened(self._redact(str(error)))
        if error is not None and record.exc_info:
            told["stack"] = shortened(self._redact(_stack(error)))
        return told


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError):  # arguments that do not fit
        return f"{record.msg} {record.args!r}"


def _stack(error: BaseException) -> str:
    """The end of it, which tells most, in whole lines: no secret is cut where they begin."""
    stack = "".join(traceback.format_exception(error))
    if len(stack) <= STACK_LENGTH_MAX:
        return stack
    return stack[-STACK_LENGTH_MAX:].partition("\n")[2]


def shortened(text: str, length_max: int = TEXT_LENGTH_MAX) -> str:
    """The text, or its beginning and its end."""
    if len(text) <= length_max:
        return text
    head = length_max // 3
    return f"{text[:head]} … {text[-(length_max - head) :]}"
