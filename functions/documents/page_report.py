"""What the page reports of one reader's visit: how fast it was, what went wrong, what was used.

Kinds and counts only, each from a list: there is no place in it for anything of a person.
"""

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema

from functions.domain.metrics.labels import ACTION, BROWSER_ERROR, PAGE, VITAL
from functions.domain.metrics.metric import Label

COUNT_MAX = 50
"""Of one kind in one report: nobody is that busy."""
VITAL_S_MAX = 600.0
SHIFT_MAX = 100.0


def _of(label: Label) -> Callable[[str], str]:
    def check(value: str) -> str:
        if value not in label.values:
            raise ValueError(f"must be one of {', '.join(label.values)}")
        return value

    return check


def _schema(label: Label, value: dict[str, Any]) -> dict[str, Any]:
    properties = dict.fromkeys(label.values, value)
    return {"type": "object", "additionalProperties": False, "properties": properties}


_Count = Annotated[int, Field(ge=1, le=COUNT_MAX)]
_Seconds = Annotated[float, Field(ge=0, le=VITAL_S_MAX, allow_inf_nan=False)]
_COUNT = {"type": "integer", "minimum": 1, "maximum": COUNT_MAX}
_SECONDS = {"type": "number", "minimum": 0, "maximum": VITAL_S_MAX}


class PageReport(BaseModel):
    """One visit, or what has come to it since the last report."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    views: Annotated[
        dict[Annotated[str, AfterValidator(_of(PAGE))], _Count],
        WithJsonSchema(_schema(PAGE, _COUNT)),
    ] = Field({}, description="Views of each page.")
    vitals: Annotated[
        dict[Annotated[str, AfterValidator(_of(VITAL))], _Seconds],
        WithJsonSchema(_schema(VITAL, _SECONDS)),
    ] = Field({}, description="Web vitals that are times, in seconds.")
    layout_shift: Annotated[float, Field(ge=0, le=SHIFT_MAX, allow_inf_nan=False)] | None = Field(
        None, description="Cumulative layout shift."
    )
    actions: Annotated[
        dict[Annotated[str, AfterValidator(_of(ACTION))], _Count],
        WithJsonSchema(_schema(ACTION, _COUNT)),
    ] = Field({}, description="What the reader did.")
    errors: Annotated[
        dict[Annotated[str, AfterValidator(_of(BROWSER_ERROR))], _Count],
        WithJsonSchema(_schema(BROWSER_ERROR, _COUNT)),
    ] = Field({}, description="What went wrong, by kind.")
