"""A service's log as people read it: our lines of JSON in plain text, all others as they are."""

import json

FIXED = ("time", "level", "logger", "message", "commit", "environment", "stack", "color_message")
"""Said first, last, or the same in every line here."""


def readable(line: str) -> str:
    """One line of a log, without its end; a stack comes on lines of its own."""
    try:
        told = json.loads(line)
        head = f"{told['time'][:23]}Z {told['level'].upper():7} {told['logger']}: {told['message']}"
    except (ValueError, KeyError, TypeError, AttributeError):
        return line
    rest = [f"{name}={_plain(value)}" for name, value in told.items() if name not in FIXED]
    return "\n".join(
        ["  ".join([head, *rest]), *(f"    {one}" for one in told.get("stack", "").splitlines())]
    )


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)
