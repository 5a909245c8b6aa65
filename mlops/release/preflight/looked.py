"""What a gatherer found, for the checks to judge."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Looked:
    """`wrong`: what keeps a release from beginning; `remarks`: what a person should know of it."""

    wrong: Sequence[str] = ()
    remarks: Sequence[str] = ()


NOTHING = Looked()
