"""What the user sees: rich text in a terminal, plain lines anywhere else."""

import sys
from collections.abc import Sequence
from typing import TextIO


class Terminal:
    """Writes lines and tables to one stream."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stdout
        self._is_rich = self._stream.isatty()

    def say(self, line: str) -> None:
        """One line, at once."""
        print(line, file=self._stream, flush=True)

    def table(self, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """A table with a header row."""
        if self._is_rich:
            self._rich_table(columns, rows)
            return
        widths = [max(map(len, cells)) for cells in zip(columns, *rows, strict=True)]
        for row in (columns, *rows):
            padded = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            self.say("  ".join(padded).rstrip())

    def _rich_table(self, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        from rich.console import Console
        from rich.table import Table

        table = Table(*columns, box=None, header_style="bold", pad_edge=False)
        for row in rows:
            table.add_row(*row)
        Console(file=self._stream, highlight=False).print(table)
