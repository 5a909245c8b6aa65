"""A CSV file is RFC 4180, whatever the fields say."""

import csv
import io
from datetime import UTC, datetime, timedelta, timezone

from functions.documents.track_record import ForecastRow
from functions.domain.horizon import Horizon
from functions.routes.csv_file import csv_answer

CUTOFF = datetime(2024, 5, 1, tzinfo=UTC)


def row(**changes: object) -> ForecastRow:
    """A missed slot, with changes."""
    fields: dict[str, object] = dict.fromkeys(ForecastRow.model_fields)
    fields |= {
        "id": "1h-20240501T00Z",
        "horizon": Horizon.H1,
        "cutoff": CUTOFF,
        "target": CUTOFF + timedelta(hours=1),
        "status": "missed",
        "ledger_index": 7,
    }
    return ForecastRow.model_validate(fields | changes)


def read(rows: list[ForecastRow]) -> list[dict[str, str]]:
    """The file as any reader of CSV sees it."""
    body = bytes(csv_answer(rows).body).decode()
    return list(csv.DictReader(io.StringIO(body, newline="")))


def test_no_rows_are_a_header_alone() -> None:
    assert csv_answer([]).body == (",".join(ForecastRow.model_fields) + "\r\n").encode()


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
