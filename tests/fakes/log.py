"""A log in memory: each line as it would be written, parsed."""

import json
import logging
from typing import Any

from functions.logs.line import JsonLine
from functions.logs.redaction import Redactor


class FakeLog(logging.Handler):
    """Lines of our own loggers, while it is open."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(JsonLine(Redactor({}), {}))
        self.lines: list[dict[str, Any]] = []
        self._logger = logging.getLogger("candor")
        self._level = self._logger.level

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(json.loads(self.format(record)))

    def __enter__(self) -> "FakeLog":
        """Open it."""
        self._logger.addHandler(self)
        self._logger.setLevel(logging.DEBUG)
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self._logger.removeHandler(self)
        self._logger.setLevel(self._level)
