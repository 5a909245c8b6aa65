"""What the work at hand is about: every line that is written meanwhile says so.

`begin` at a request or an invocation, `about` around a part of it, `note` for what turns up
on the way. A trace is W3C's: its id is 32 hex digits, that of one job run in it 16.
"""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType

TRACE_BYTES = 16
SPAN_BYTES = 8
_ON_ERROR = "_candor_about"

_fields: ContextVar[Mapping[str, str]] = ContextVar("log_fields", default=MappingProxyType({}))


def fields() -> Mapping[str, str]:
    """What the work at hand is about, by field."""
    return _fields.get()


def fields_of(error: BaseException | None) -> Mapping[str, str]:
    """What was being done when an error was raised, though it is told elsewhere."""
    found: Mapping[str, str] = getattr(error, _ON_ERROR, {})
    return found


def new_trace_id() -> str:
    """A trace that nobody began before."""
    return secrets.token_hex(TRACE_BYTES)


def begin(**given: str) -> None:
    """Begin something new, forgetting what was before; it lasts as long as the task.

    Not undone at the end: whoever tells of a failure of it does so afterwards.
    """
    _fields.set({name: value for name, value in given.items() if value})


def note(**given: str) -> None:
    """Add what has just become known, until the end of the `about` around it."""
    _fields.set({**_fields.get(), **given})


@contextmanager
def about(**given: str) -> Iterator[None]:
    """Say what a part of the work is about; an error that leaves it remembers."""
    before = _fields.get()
    _fields.set({**before, **given})
    try:
        yield
    except BaseException as error:
        if not fields_of(error):
            setattr(error, _ON_ERROR, _fields.get())
        raise
    finally:
        _fields.set(before)


@contextmanager
def execution(job: str) -> Iterator[str]:
    """One run of a job, in the trace that is, or in one of its own; gives the run's id."""
    identifier = secrets.token_hex(SPAN_BYTES)
    trace_id = fields().get("trace_id") or new_trace_id()
    with about(trace_id=trace_id, execution_id=identifier, job=job):
        yield identifier
