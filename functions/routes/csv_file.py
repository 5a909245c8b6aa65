"""Settled slots as a CSV file (RFC 4180)."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime

from fastapi.responses import Response

from functions.documents.track_record import ForecastRow
from functions.domain.units import instant_text


def csv_answer(rows: Sequence[ForecastRow]) -> Response:
    """One line a slot, the fields of ForecastRow as columns; absent values are empty."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(ForecastRow.model_fields)
    for row in rows:
        writer.writerow(_cell(getattr(row, name)) for name in ForecastRow.model_fields)
    return Response(
        text.getvalue(),
        media_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": 'attachment; filename="candor-forecasts.csv"',
            "Cache-Control": "public, max-age=0, s-maxage=60",
        },
    )


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime():
            return instant_text(value)
        case _:
            return str(value)
