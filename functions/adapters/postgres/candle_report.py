"""An account of a world's candles for whoever operates it; the API never asks for one."""

from dataclasses import dataclass
from datetime import datetime

import psycopg
from psycopg.rows import class_row

from functions.adapters.postgres.pool import UTC_ADAPTERS

CONNECT_TIMEOUT_S = 5


@dataclass(frozen=True, slots=True)
class VenueAccount:
    """What one venue told: hours, the first and newest of them, revisions, hours not heard."""

    venue: str
    hours: int
    first: datetime
    newest: datetime
    revisions: int
    quarantined: int


@dataclass(frozen=True, slots=True)
class Hole:
    """Hours without a settlement candle: first missing open, first present one after."""

    opens_from: datetime
    opens_until: datetime


@dataclass(frozen=True, slots=True)
class RuleAccount:
    """Settlement candles by rule and number of venues: hours, and how many were revised."""

    rule_version: int
    venues: int
    hours: int
    revised: int


@dataclass(frozen=True, slots=True)
class QuarantineAccount:
    """Why a venue was not heard, how often, and last for which hour."""

    venue: str
    kind: str
    hours: int
    newest: datetime
    reason: str


class CandleReport:
    """Reads over the whole record; connects for each."""

    def __init__(self, database_url: str) -> None:
        self._url = database_url

    def venues(self) -> list[VenueAccount]:
        """Every venue that ever told anything, by name."""
        with self._connection() as connection:
            return (
                connection.cursor(row_factory=class_row(VenueAccount))
                .execute(
                    """
                    SELECT venue, count(DISTINCT open_time) AS hours, min(open_time) AS first,
                           max(open_time) AS newest,
                           count(*) - count(DISTINCT open_time) AS revisions,
                           (SELECT count(DISTINCT aside.open_time) FROM venue_quarantine AS aside
                            WHERE aside.venue = said.venue) AS quarantined
                    FROM candle_observation AS said GROUP BY venue ORDER BY venue
                    """
                )
                .fetchall()
            )

    def holes(self) -> list[Hole]:
        """Missing hours between the first settlement candle and the newest, oldest first."""
        with self._connection() as connection:
            return (
                connection.cursor(row_factory=class_row(Hole))
                .execute(
                    """
                    SELECT open_time + interval '1 hour' AS opens_from, following AS opens_until
                    FROM (SELECT open_time, lead(open_time) OVER (ORDER BY open_time) AS following
                          FROM (SELECT DISTINCT open_time FROM consensus_candle) AS present)
                         AS neighbours
                    WHERE following > open_time + interval '1 hour' ORDER BY open_time
                    """
                )
                .fetchall()
            )

    def rules(self) -> list[RuleAccount]:
        """The settlement candles as they are known now, by how they were made."""
        with self._connection() as connection:
            return (
                connection.cursor(row_factory=class_row(RuleAccount))
                .execute(
                    """
                    SELECT rule_version, cardinality(venues) AS venues, count(*) AS hours,
                           count(*) FILTER (WHERE revisions > 0) AS revised
                    FROM (SELECT DISTINCT ON (open_time) rule_version, venues,
                                 count(*) OVER (PARTITION BY open_time) - 1 AS revisions
                          FROM consensus_candle ORDER BY open_time, known_at DESC) AS newest
                    GROUP BY 1, 2 ORDER BY 1, 2
                    """
                )
                .fetchall()
            )

    def quarantines(self) -> list[QuarantineAccount]:
        """Why venues were not heard; the kind is what stands before the reason's colon."""
        with self._connection() as connection:
            return (
                connection.cursor(row_factory=class_row(QuarantineAccount))
                .execute(
                    """
                    SELECT venue, split_part(reason, ':', 1) AS kind,
                           count(DISTINCT open_time) AS hours, max(open_time) AS newest,
                           (array_agg(reason ORDER BY open_time DESC, known_at DESC))[1] AS reason
                    FROM venue_quarantine GROUP BY 1, 2 ORDER BY 1, 2
                    """
                )
                .fetchall()
            )

    def _connection(self) -> psycopg.Connection:
        return psycopg.connect(self._url, connect_timeout=CONNECT_TIMEOUT_S, context=UTC_ADAPTERS)
