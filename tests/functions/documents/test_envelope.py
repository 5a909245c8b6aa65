"""Every document says mode, source and age, and the same content has the same tag."""

import hashlib
import json
from datetime import timedelta

import pytest
from pydantic import ValidationError

from functions.documents.envelope import Envelope, envelope, render
from tests.functions.documents.settled import WORLD, T


def test_the_envelope_says_mode_source_and_age_of_the_data() -> None:
    body = json.loads(render(Envelope(**envelope(WORLD))).body)
    assert body == {"mode": "replay", "source": "file.csv", "data_as_of": "2025-07-17T00:00:00Z"}


def test_the_same_content_has_the_same_tag_and_other_content_another() -> None:
    document = Envelope(**envelope(WORLD))
    later = document.model_copy(update={"data_as_of": T + timedelta(hours=1)})
    assert render(document) == render(Envelope(**envelope(WORLD)))
    assert render(document).etag != render(later).etag


def test_the_tag_is_a_quoted_digest_of_the_bytes() -> None:
    rendered = render(Envelope(**envelope(WORLD)))
    assert rendered.etag == f'"{hashlib.sha256(rendered.body).hexdigest()[:32]}"'


def test_a_field_that_is_not_in_the_schema_is_a_bug() -> None:
    with pytest.raises(ValidationError, match="extra"):
        Envelope.model_validate({**envelope(WORLD), "colour": "red"})
