"""What every document has in common, and how it becomes bytes with an entity tag."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from functions.domain.world import World

Mode = Literal["live", "replay", "simulated"]
DecimalText = Annotated[str, Field(pattern=r"^-?\d+(\.\d+)?$", examples=["61000.00"])]
Digest = Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")]
Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Document(BaseModel):
    """Base of every answer: unknown fields are a bug, not an extension."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Envelope(Document):
    """What every document says of its data: never mixed, never ageless."""

    mode: Mode
    source: str = Field(description="Where the candles come from.", examples=["venues"])
    data_as_of: datetime | None = Field(description="Close of the newest candle.")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished answer: its bytes and their strong entity tag."""

    body: bytes
    etag: str


def envelope(world: World) -> dict[str, Any]:
    """The fields every document starts with."""
    return {"mode": world.mode.value, "source": world.source, "data_as_of": world.data_as_of}


def render(document: Document) -> Rendered:
    """A document as bytes; the same content has the same tag."""
    return tagged(document.model_dump_json().encode())


def tagged(body: bytes) -> Rendered:
    """Finished bytes with the tag that follows from them."""
    return Rendered(body, f'"{hashlib.sha256(body).hexdigest()[:32]}"')
