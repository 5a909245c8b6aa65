"""Makes this process write its log, and its libraries theirs, as redacted lines of JSON."""

import logging
import sys
from collections.abc import Mapping

from functions.logs.line import JsonLine
from functions.logs.redaction import Redactor

OURS = "candor"
LIBRARIES = "uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi"
"""They come with handlers of their own, which would write around ours."""
QUIET = "httpx", "httpcore", "uvicorn.access"
"""They name addresses of readers or of vendors in full; our own access line does not."""


class StandardStreams(logging.Handler):
    """What needs attention to standard error, all else to standard output.

    That is how Vercel tells them apart. The streams are looked up for every line: its runtime
    replaces them, to know which request a line belongs to.
    """

    def emit(self, record: logging.LogRecord) -> None:
        """Write the line at once."""
        try:
            stream = sys.stderr if record.levelno >= logging.WARNING else sys.stdout
            stream.write(self.format(record) + "\n")
            stream.flush()
        except (OSError, ValueError):  # a closed stream has nobody who could be told
            return


def install(
    redact: Redactor,
    fixed: Mapping[str, str],
    level: str = "info",
    handler: logging.Handler | None = None,
) -> None:
    """Replace every handler of this process by one; `level` is that of our own loggers.

    `fixed` are fields for every line: commit, environment, service.
    """
    handler = handler or StandardStreams()
    handler.setFormatter(JsonLine(redact, fixed))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    logging.getLogger(OURS).setLevel(level.upper())
    for name in LIBRARIES:
        library = logging.getLogger(name)
        library.handlers.clear()
        library.propagate = True
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)
    logging.raiseExceptions = False
