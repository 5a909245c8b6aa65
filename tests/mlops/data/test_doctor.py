"""The doctor's report on a world in PostgreSQL."""

import io
from dataclasses import replace

from functions.adapters.postgres.candle_report import CandleReport, Hole
from functions.domain.settlement import Quarantine
from functions.domain.units import HOUR
from functions.domain.venue_consensus import venue_consensus
from mlops.data.doctor import HOLES_SHOWN, examine
from mlops.terminal import Terminal
from tests.conftest import Database
from tests.fakes.market import START, market
from tests.worlds import CLOCK, OpenWorld

NOTHING_YET = "No venue has told anything yet; /api/v1/status says which do not answer."
MARKET = market(60)


def report(database: Database) -> tuple[bool, list[str]]:
    said = io.StringIO()
    is_whole = examine(CandleReport(database.app_url), Terminal(said))
    return is_whole, said.getvalue().splitlines()


async def test_an_empty_world_is_no_trouble(database: Database, postgres_world: OpenWorld) -> None:
    assert await postgres_world.candles.newest_open() is None
    assert report(database) == (True, [NOTHING_YET])


async def test_it_tells_venues_revisions_quarantines_and_gaps(
    database: Database, postgres_world: OpenWorld
) -> None:
    present = [*MARKET[:10], *MARKET[13:]]
    agreed = [venue_consensus({"coinbase": one, "kraken": one}, 2) for one in present]
    aside = [
        Quarantine("kraken", MARKET[5].open_time, "outlier: close 3.00% from the median"),
        Quarantine("kraken", MARKET[6].open_time, "outlier: close 4.00% from the median"),
        Quarantine("kraken", MARKET[7].open_time, "stuck: the same candle for 3 hours"),
    ]
    said = {"coinbase": present, "kraken": present[:20]}
    await postgres_world.candles.record(said, agreed, aside)
    postgres_world.move(CLOCK.now + HOUR)
    revised = replace(MARKET[4], volume=MARKET[4].volume + 1)
    await postgres_world.candles.record(
        {"coinbase": [revised]}, [venue_consensus({"coinbase": revised}, 1)]
    )
    is_whole, lines = report(database)
    assert not is_whole
    words = [line.split() for line in lines]
    assert ["coinbase", "57", *["2024-01-01", "00:00", "2024-01-03", "11:00", "1", "0"]] in words
    assert ["kraken", "20", *["2024-01-01", "00:00", "2024-01-01", "22:00", "0", "3"]] in words
    assert "kraken tells its newest 720 hours only." in lines
    assert ["2", "1", "1", "1"] in words
    assert ["2", "2", "56", "0"] in words
    (outlier,) = (line for line in lines if "outlier" in line)
    assert outlier.split()[:3] == ["kraken", "outlier", "2"]
    assert outlier.endswith("2024-01-01 06:00  outlier: close 4.00% from the median")
    assert lines[-2:] == ["3 hours missing in 1 gaps", "  gap: 3 h from 2024-01-01 10:00"]


async def test_only_the_newest_of_many_gaps_are_named(
    database: Database, postgres_world: OpenWorld
) -> None:
    every_other = [venue_consensus({"coinbase": one}, 1) for one in MARKET[::2]]
    said = {"coinbase": MARKET[::2]}
    await postgres_world.candles.record(said, every_other)
    holes = CandleReport(database.app_url).holes()
    assert holes[0] == Hole(START + HOUR, START + 2 * HOUR)
    _, lines = report(database)
    assert len([line for line in lines if line.startswith("  gap:")]) == HOLES_SHOWN
    assert lines[-1] == f"  … and {len(holes) - HOLES_SHOWN} older ones"
