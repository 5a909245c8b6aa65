"""What the user sees: rich text in a terminal, plain lines anywhere else."""

import sys
import time
from collections.abc import Sequence
from contextvars import ContextVar
from typing import TextIO

COMMAND: ContextVar[str] = ContextVar("command", default="a program of this checkout")
"""The command that a person gave, without its arguments, which may say more than they should."""
BAR_WIDTH = 30
PLAIN_LINE_S = 5.0


class Terminal:
    """Writes lines and tables to one stream."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stdout
        self.is_rich = self._stream.isatty()

    def say(self, line: str) -> None:
        """One line, at once."""
        print(line, file=self._stream, flush=True)

    def table(self, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """A table with a header row."""
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
