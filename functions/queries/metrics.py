"""What a scrape is told: the documents in the shared cache, and nothing that wakes a database."""

from typing import TypeVar

from pydantic import ValidationError

from functions.documents.envelope import Document
from functions.documents.metrics import Published
from functions.documents.status import StatusDocument
from functions.documents.track_record import Scores
from functions.domain.errors import VendorError
from functions.queries.everybody import SCORES, STATUS
from functions.queries.shelf import Shelf

D = TypeVar("D", bound=Document)


async def published_documents(shelf: Shelf) -> Published:
    """The two documents that carry the numbers, as far as they were published."""
    try:
        scores = await _look(shelf, SCORES, Scores)
        status = await _look(shelf, STATUS, StatusDocument)
    except VendorError:
        return Published(cache_answers=False, scores=None, status=None)
    return Published(cache_answers=True, scores=scores, status=status)


async def _look(shelf: Shelf, key: str, kind: type[D]) -> tuple[D, float] | None:
    shelved = await shelf.look(key)
    if shelved is None:
        return None
    try:
        return kind.model_validate_json(shelved.rendered.body), shelved.made_at
    except ValidationError:  # published by another version of the code
        return None
