"""Two days of failing venues: what fails when, and what is on record afterwards."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import psycopg

from functions.domain.features import WINDOW_HOURS
from functions.domain.record import input_digest
from functions.domain.units import HOUR
from functions.ports.forecasts import SlotFilter
from mlops.local.session import services_of
from mlops.local.stack_record import RunningStack

REST_S = 30
"""What the venue that answers 429 asks for."""

Fault = Mapping[str, str | int]


@dataclass(frozen=True)
class Stretch:
    """Hours under the same faults, by venue: the mode and what else the switch takes."""

    hours: int
    faults: Mapping[str, Fault] = field(default_factory=dict)
    said: str = ""
    """What `ingest` says of each venue that fails; empty where none does."""


CALM = "calm"
LOST = "quorum lost"
STRETCHES = {
    CALM: Stretch(4),
    "429": Stretch(3, {"coinbase": {"mode": "429", "retry_after_s": REST_S}}, "HTTP 429"),
    "500": Stretch(3, {"kraken": {"mode": "500"}}, "HTTP 500"),
    "html": Stretch(3, {"bitstamp": {"mode": "html"}}, "answered no JSON"),
    "cut": Stretch(3, {"binance": {"mode": "cut"}}, "RemoteProtocolError"),
    "slow": Stretch(2, {"coinbase": {"mode": "slow", "delay_ms": 10_000}}, "no answer within"),
    "outlier": Stretch(4, {"kraken": {"mode": "outlier"}}),
    "stuck": Stretch(6, {"bitstamp": {"mode": "stuck"}}),
    "late": Stretch(4, {"coinbase": {"mode": "late"}}),
    "revised": Stretch(4, {"bitstamp": {"mode": "revised"}}),
    LOST: Stretch(
        4,
        {"coinbase": {"mode": "500"}, "kraken": {"mode": "500"}, "bitstamp": {"mode": "500"}},
        "HTTP 500",
    ),
    "calm again": Stretch(8),
}
HOURS = sum(stretch.hours for stretch in STRETCHES.values())


@dataclass
class Lived:
    """What was seen of one stretch."""

    first: datetime
    last: datetime
    ingests: list[dict[str, Any]]
    statuses: dict[int, dict[str, Any]]
    """By the hour of the stretch."""
    quarantined: list[tuple[str, datetime, str]]

    @property
    def cutoffs(self) -> list[datetime]:
        """The hours at which slots were due."""
        return [self.first + n * HOUR for n in range((self.last - self.first) // HOUR + 1)]


class Record:
    """What is on record of the two days."""

    def __init__(self, stack: RunningStack, starts_at: datetime, ends_at: datetime) -> None:
        self._stack = stack
        self._starts_at = starts_at
        self._ends_at = ends_at

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with psycopg.connect(self._stack.owner_database_url) as owner:
            owner.execute("SET TIME ZONE 'UTC'")
            return owner.execute(query.encode(), values).fetchall()

    def slots_were_missed_only_without_a_quorum(self, lived: Mapping[str, Lived]) -> None:
        """All slots of those hours, and no other; every hour of the two days is there now."""
        due = {(horizon, cutoff) for one in lived.values() for cutoff in one.cutoffs
               for horizon in ("1h", "4h", "24h", "7d")
               if horizon != "7d" or cutoff.hour == 0}  # fmt: skip
        settled = self.rows(
            "SELECT horizon, cutoff, issued_at FROM slot_entry WHERE cutoff > %s", self._starts_at
        )
        assert {(horizon, cutoff) for horizon, cutoff, _ in settled} == due
        missed = {(horizon, cutoff) for horizon, cutoff, issued_at in settled if issued_at is None}
        assert missed == {slot for slot in due if slot[1] in lived[LOST].cutoffs}
        hours = self.rows(
            "SELECT DISTINCT open_time FROM consensus_candle WHERE open_time >= %s",
            self._starts_at,
        )
        assert len(hours) == HOURS
        repaired = self.rows(
            """
            SELECT DISTINCT ON (open_time) known_at, cardinality(venues) FROM consensus_candle
            WHERE open_time >= %s AND open_time < %s ORDER BY open_time, known_at
            """,
            lived[LOST].first - HOUR, lived[LOST].last,
        )  # fmt: skip
        assert len(repaired) == STRETCHES[LOST].hours
        for first_known_at, venues in repaired:
            assert first_known_at > lived[LOST].last
            assert venues >= 3

    def the_late_and_the_revised_made_new_rows(self, lived: Mapping[str, Lived]) -> None:
        """Each beside what was there before, with its own time of being known."""
        late = self.rows(
            """
            SELECT count(*) FROM (
                SELECT open_time, min(known_at) AS first FROM candle_observation
                WHERE venue = 'coinbase' AND open_time >= %s AND open_time < %s GROUP BY open_time
            ) told WHERE first > open_time + interval '1 hour'
            """,
            lived["late"].first - HOUR, lived["late"].last,
        )  # fmt: skip
        assert late == [(STRETCHES["late"].hours,)]
        ((corrected, hours),) = self.rows(
            """
            SELECT count(*), count(DISTINCT open_time) FROM candle_observation
            WHERE venue = 'bitstamp' AND open_time >= %s AND open_time < %s
            """,
            lived["revised"].first - HOUR, lived["revised"].last,
        )  # fmt: skip
        assert hours == STRETCHES["revised"].hours
        assert corrected > hours
        assert sum(report["revised"] for report in lived["revised"].ingests) > 0

    async def old_forecasts_still_cite_what_they_saw(self) -> int:
        """Every input digest, from the candles known at `issued_at`; how many differ by now."""
        revised = 0
        async with services_of(self._stack) as given:
            candles = given.services.candles
            wanted = SlotFilter(cutoff_from=self._starts_at, limit=1000)
            page = await given.services.forecasts.page(wanted)
            forecasts = [one for one in page if one.issued_at is not None]
            for one in forecasts:
                cited = json.loads(one.body)["input_digest"]
                assert one.issued_at
                seen = await candles.window(one.slot.cutoff, WINDOW_HOURS, one.issued_at)
                assert input_digest(seen) == cited, one.slot.id
                now = await candles.window(one.slot.cutoff, WINDOW_HOURS, self._ends_at)
                revised += input_digest(now) != cited
        assert len(forecasts) > 3 * (HOURS - STRETCHES[LOST].hours)
        assert revised > 0
        return revised
