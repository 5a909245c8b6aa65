"""Settled slots as a CSV file (RFC 4180)."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime

from fastapi import Request
from fastapi.responses import Response

from functions.documents.envelope import envelope, tagged
from functions.documents.track_record import FileRow
from functions.domain.units import instant_text
from functions.domain.world import World
from functions.queries.shelf import fresh_seconds
from functions.routes.answers import answer

MEDIA_TYPE = "text/csv; charset=utf-8"


def csv_answer(request: Request, rows: Sequence[FileRow], world: World, *, more: bool) -> Response:
    """One line a slot: mode, source and data_as_of, then the fields of FileRow.

    A file outlives its page, so every line says what world it is of. Absent values are
    empty. Where there may be `more`, a Link header (RFC 8288) leads to the next file.
    """
    extra = {
        "Content-Disposition": f'attachment; filename="candor-{world.mode}-forecasts.csv"',
    }
    if more:
        following = request.url.include_query_params(cursor=rows[-1].id)
        extra["Link"] = f'<{following.path}?{following.query}>; rel="next"'
    return answer(
        request,
        tagged(_file(rows, world)),
        fresh_s=fresh_seconds(world),
        media_type=MEDIA_TYPE,
        extra=extra,
    )


def _file(rows: Sequence[FileRow], world: World) -> bytes:
    of_the_world = envelope(world)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([*of_the_world, *FileRow.model_fields])
    start = [_cell(value) for value in of_the_world.values()]
    for row in rows:
        writer.writerow([*start, *(_cell(getattr(row, name)) for name in FileRow.model_fields)])
    return text.getvalue().encode()


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
