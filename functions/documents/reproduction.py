"""A forecast computed anew, step by step."""

from collections.abc import Sequence

from pydantic import Field

from functions.documents.envelope import Document, Envelope, envelope
from functions.domain import reproduce
from functions.domain.horizon import Slot
from functions.domain.world import World


class Step(Document):
    """One published value, and the same computed anew from the artifact and the input."""

    name: str = Field(examples=["input_digest", "quantiles[0.05].log_return"])
    published: str
    recomputed: str
    equal: bool


class Reproduction(Envelope):
    """Every step of a forecast, in the order of the computation."""

    id: str = Field(examples=["24h-20250717T00Z"])
    equal: bool = Field(description="Whether every step agrees after the published rounding.")
    first_difference: str | None = Field(description="Name of the first step that differs.")
    steps: list[Step]


def reproduction(world: World, slot: Slot, steps: Sequence[reproduce.Step]) -> Reproduction:
    """The steps, and the first that differs."""
    differs = reproduce.first_difference(steps)
    return Reproduction(
        **envelope(world),
        id=slot.id,
        equal=differs is None,
        first_difference=differs and differs.name,
        steps=[
            Step(
                name=step.name,
                published=step.published,
                recomputed=step.recomputed,
                equal=step.equal,
            )
            for step in steps
        ],
    )
