"""What the user sees: rich text in a terminal, plain lines anywhere else."""

import logging
import sys
import time
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from typing import TextIO

from functions.logs.redaction import Redactor

COMMAND: ContextVar[str] = ContextVar("command", default="a program of this checkout")
"""The command that a person gave, without its arguments, which may say more than they should."""
BAR_WIDTH = 30
PLAIN_LINE_S = 5.0


class Hidden:
    """Secrets that this process has read: nothing that it says shows them, whoever's words."""

    def __init__(self) -> None:
        self._secrets: dict[str, str] = {}
        self._redact = Redactor({})

    def add(self, environment: str, secrets: Mapping[str, str]) -> None:
        """Hide these by their names from now on."""
        self._secrets |= {f"{name} of {environment}": one for name, one in secrets.items()}
        self._redact = Redactor(self._secrets)

    def out(self, text: str) -> str:
        """The text without them."""
        return self._redact.known_out(text)


HIDDEN = Hidden()
"""Of this process: a reader of settings adds to it, and all that is said goes through it."""


class HiddenLines(logging.Formatter):
    """What libraries warn of, without them: where no log is set up it goes to standard error."""

    def format(self, record: logging.LogRecord) -> str:
        """The message, and the stack where there is one."""
        return HIDDEN.out(super().format(record))


class Terminal:
    """Writes lines and tables to one stream."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stdout
        self.is_rich = self._stream.isatty()

    def say(self, line: str) -> None:
        """One line, at once."""
        print(HIDDEN.out(line), file=self._stream, flush=True)

    def table(self, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """A table with a header row."""
        rows = [[HIDDEN.out(cell) for cell in row] for row in rows]
        if self.is_rich:
            self._rich_table(columns, rows)
            return
        widths = [max(map(len, cells)) for cells in zip(columns, *rows, strict=True)]
        for row in (columns, *rows):
            padded = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            self.say("  ".join(padded).rstrip())

    def bar(self) -> "Bar":
        """A progress bar: redrawn in a terminal, a line every few seconds elsewhere."""
        return Bar(self._stream, is_rich=self.is_rich)

    def _rich_table(self, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        from rich.console import Console
        from rich.table import Table

        table = Table(*columns, box=None, header_style="bold", pad_edge=False)
        for row in rows:
            table.add_row(*row)
        Console(file=self._stream, highlight=False).print(table)


class Bar:
    """Shows how much of one piece of work is done."""

    def __init__(self, stream: TextIO, *, is_rich: bool) -> None:
        self._stream = stream
        self._is_rich = is_rich
        self._said_at = time.monotonic()

    def show(self, detail: str, share: float) -> None:
        """`share` in [0, 1] is done."""
        if self._is_rich:
            full = round(share * BAR_WIDTH)
            line = f"\r\x1b[K  {'━' * full}{'╌' * (BAR_WIDTH - full)} {share:4.0%}  {detail}"
            print(line, end="\n" if share >= 1 else "", file=self._stream, flush=True)
        elif share >= 1 or time.monotonic() - self._said_at >= PLAIN_LINE_S:
            print(f"  {share:4.0%}  {detail}", file=self._stream, flush=True)
            self._said_at = time.monotonic()
