"""What only the owner of a world may do: open it, give it a history, move its clock."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg

from functions.adapters.postgres.pool import UTC_ADAPTERS
from functions.domain.candle import Candle
from functions.domain.errors import CandorError, InvalidInput, WorldMismatch
from functions.domain.world import Clock, Mode

CONNECT_TIMEOUT_S = 5
CLOCK_LOCK = 19_700_101


class ClockBusy(CandorError):
    """Another process is moving the clock."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """A row of a history file that was put aside: where, why, what it said."""

    line: int
    reason: str
    row: str


class WorldOwner:
    """Connects as the owner of the database; the API never does."""

    def __init__(self, owner_url: str) -> None:
        self._url = owner_url

    def source(self) -> tuple[Mode, str] | None:
        """Mode and source of the world, None before it is opened."""
        with self._connection() as connection:
            row = connection.execute("SELECT mode, source FROM world").fetchone()
        return (Mode(row[0]), row[1]) if row else None

    def open(
        self,
        mode: Mode,
        source: str,
        clock: Clock | None = None,
        history: Iterable[Candle] = (),
        rejections: Iterable[Rejection] = (),
    ) -> bool:
        """Open the world with its history and clock, in one transaction; False if it is open.

        A world that is not live has a clock. Raises WorldMismatch when the database
        belongs to another mode or source.
        """
        if (clock is None) != (mode is Mode.LIVE):
            raise InvalidInput("a live world runs on the server's clock, any other on its own")
        with self._connection() as connection:
            connection.execute("LOCK TABLE world IN EXCLUSIVE MODE")
            if self._check(connection, mode, source):
                return False
            _copy_history(connection, history)
            with connection.cursor() as cursor:
                cursor.executemany(
                    "INSERT INTO history_rejection (line, reason, row) VALUES (%s, %s, %s)",
                    [(one.line, one.reason, one.row) for one in rejections],
                )
            if clock is not None:
                connection.execute(
                    """
                    INSERT INTO replay_clock
                        (now, starts_at, caught_up_at, ends_at, seconds_per_hour)
                    VALUES (%s, %s, %s, %s, %s)
                    """,
                    [
                        clock.now,
                        clock.starts_at,
                        clock.caught_up_at,
                        clock.ends_at,
                        clock.seconds_per_hour,
                    ],
                )
            connection.execute(
                "INSERT INTO world (mode, source) VALUES (%s, %s)", [mode.value, source]
            )
        return True

    def check(self, mode: Mode, source: str) -> None:
        """Refuse the database of another world. Raises WorldMismatch."""
        with self._connection() as connection:
            self._check(connection, mode, source)

    def set_pace(self, seconds_per_hour: float) -> None:
        """How many wall seconds an hour of this world takes from now on."""
        if seconds_per_hour <= 0:
            raise InvalidInput(f"an hour takes more than 0 seconds, not {seconds_per_hour:g}")
        with self._connection() as connection:
            connection.execute("UPDATE replay_clock SET seconds_per_hour = %s", [seconds_per_hour])

    @contextmanager
    def clock(self, wait_s: float = 0.0) -> Iterator["ClockHand"]:
        """The hand that moves the clock: one at a time, so that jobs never run behind it.

        Raises ClockBusy when another process still holds it after `wait_s` seconds.
        """
        with self._connection() as connection:
            connection.autocommit = True
            wait_ms = max(1, int(wait_s * 1000))  # 0 would be for ever
            connection.execute("SELECT set_config('lock_timeout', %s, false)", [f"{wait_ms}ms"])
            try:
                connection.execute("SELECT pg_advisory_lock(%s)", [CLOCK_LOCK])
            except psycopg.errors.LockNotAvailable:
                raise ClockBusy(
                    "another process is moving this world's clock; let it finish"
                ) from None
            connection.execute("RESET lock_timeout")
            yield ClockHand(connection)

    @staticmethod
    def _check(connection: psycopg.Connection, mode: Mode, source: str) -> bool:
        """Whether this very world is open. Raises WorldMismatch when another one is."""
        row = connection.execute("SELECT mode, source FROM world").fetchone()
        if row is not None and row != (mode.value, source):
            raise WorldMismatch(
                f"this database is the {row[0]} world of {row[1]} for ever;"
                f" {mode.value} of {source} needs a database of its own"
            )
        return row is not None

    def _connection(self) -> psycopg.Connection:
        return psycopg.connect(self._url, connect_timeout=CONNECT_TIMEOUT_S, context=UTC_ADAPTERS)


class ClockHand:
    """Moves a replayed or simulated world's clock forward, never past its end."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection

    def read(self) -> Clock:
        """The clock as it stands. Raises InvalidInput in a live world."""
        return self._clock(
            "SELECT now, starts_at, caught_up_at, ends_at, seconds_per_hour FROM replay_clock"
        )

    def advance(self) -> Clock:
        """One hour on, unless the end is reached; the clock as it then stands."""
        return self._clock(
            """
            UPDATE replay_clock SET now = least(now + interval '1 hour', greatest(now, ends_at))
            RETURNING now, starts_at, caught_up_at, ends_at, seconds_per_hour
            """
        )

    def _clock(self, statement: str) -> Clock:
        row = self._connection.execute(statement.encode()).fetchone()
        if row is None:
            raise InvalidInput("a live world runs on the server's clock; nobody can move it")
        return Clock(*row)


def _copy_history(connection: psycopg.Connection, history: Iterable[Candle]) -> None:
    with (
        connection.cursor() as cursor,
        cursor.copy(
            "COPY history_candle (open_time, open, high, low, close, volume) FROM STDIN"
        ) as copy,
    ):
        for one in history:
            copy.write_row((one.open_time, one.open, one.high, one.low, one.close, one.volume))
