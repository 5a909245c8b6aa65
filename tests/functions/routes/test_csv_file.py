"""A CSV file is RFC 4180, whatever the fields say."""

import csv
import io
from datetime import UTC, datetime, timedelta, timezone

from fastapi import Request
from fastapi.responses import Response

from functions.documents.track_record import FileRow
from functions.domain.horizon import Horizon
from functions.domain.units import HOUR
from functions.domain.world import Clock, Mode, World
from functions.routes.csv_file import csv_answer

CUTOFF = datetime(2024, 5, 1, tzinfo=UTC)
WORLD = World(
    Mode.REPLAY,
    "history:0123",
    Clock(CUTOFF, CUTOFF - HOUR, CUTOFF, CUTOFF + HOUR, seconds_per_hour=5.0),
    data_as_of=CUTOFF,
)
HEADER = ["mode", "source", "data_as_of", *FileRow.model_fields]


def row(**changes: object) -> FileRow:
    """A missed slot, with changes."""
    fields: dict[str, object] = dict.fromkeys(FileRow.model_fields)
    fields |= {
        "id": "1h-20240501T00Z",
        "horizon": Horizon.H1,
        "cutoff": CUTOFF,
        "target": CUTOFF + timedelta(hours=1),
        "status": "missed",
        "ledger_index": 7,
    }
    return FileRow.model_validate(fields | changes)


def file_of(rows: list[FileRow], *, more: bool = False, sent: str = "") -> Response:
    """The answer to somebody who asked for a CSV file of one horizon."""
    scope = {
        "type": "http",
        "method": "GET",
        "scheme": "http",
        "server": ("candor.test", 80),
        "path": "/api/v1/forecasts",
        "query_string": b"format=csv&horizon=1h&cursor=1h-20240601T00Z",
        "headers": [(b"if-none-match", sent.encode())],
    }
    return csv_answer(Request(scope), rows, WORLD, more=more)


def read(rows: list[FileRow]) -> list[dict[str, str]]:
    """The file as any reader of CSV sees it."""
    body = bytes(file_of(rows).body).decode()
    return list(csv.DictReader(io.StringIO(body, newline="")))


def test_no_rows_are_a_header_alone() -> None:
    assert file_of([]).body == (",".join(HEADER) + "\r\n").encode()


def test_every_line_says_of_which_world_it_is() -> None:
    for cells in read([row(), row()]):
        assert (cells["mode"], cells["source"]) == ("replay", "history:0123")
        assert cells["data_as_of"] == "2024-05-01T00:00:00Z"
    named = file_of([]).headers["content-disposition"]
    assert named == 'attachment; filename="candor-replay-forecasts.csv"'


def test_where_there_may_be_more_a_link_leads_there() -> None:
    assert "link" not in file_of([row()]).headers
    assert file_of([row()], more=True).headers["link"] == (
        '</api/v1/forecasts?format=csv&horizon=1h&cursor=1h-20240501T00Z>; rel="next"'
    )


def test_who_has_the_file_gets_304() -> None:
    etag = file_of([row()]).headers["etag"]
    assert file_of([row()], sent=etag).status_code == 304
    assert file_of([row(ledger_index=8)], sent=etag).status_code == 200


def test_a_reason_with_commas_quotes_and_line_breaks_stays_one_cell() -> None:
    reason = 'late, "very" late\r\nand then some'
    [cells] = read([row(missed_reason=reason)])
    assert cells["missed_reason"] == reason


def test_instants_are_utc_truths_are_words_and_nothing_is_empty() -> None:
    paris = datetime(2024, 5, 1, 2, 1, tzinfo=timezone(timedelta(hours=2)))
    [held, not_held] = read(
        [row(issued_at=paris, covered_80=True), row(horizon="1h", covered_80=False)]
    )
    assert held["issued_at"] == "2024-05-01T00:01:00Z"
    assert (held["covered_80"], not_held["covered_80"]) == ("true", "false")
    assert (held["pit"], held["horizon"], held["ledger_index"]) == ("", "1h", "7")


def test_decimal_texts_are_written_digit_for_digit() -> None:
    [cells] = read([row(q50_price="61000.10", pinball="0.000000100")])
    assert (cells["q50_price"], cells["pinball"]) == ("61000.10", "0.000000100")
