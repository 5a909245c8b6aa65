"""Entries signed with the key that contradict themselves or their neighbours."""

import json
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from functions.domain.canonical import canonical_json

Record = dict[str, Any]
PROMOTION = 4  # it comes after the four schedules


@dataclass(frozen=True)
class Contradiction:
    """Which entry is rewritten, how, and what that must be called."""

    done: str
    name: str
    entry: int
    edit: Callable[[Record], object]

    def applied(self, bodies: list[bytes]) -> list[bytes]:
        """The record with that entry rewritten."""
        record = json.loads(bodies[self.entry])
        self.edit(record)
        return [*bodies[: self.entry], canonical_json(record), *bodies[self.entry + 1 :]]


@dataclass(frozen=True)
class Promoted(Contradiction):
    """What the promotion becomes that is put in before an entry."""

    def applied(self, bodies: list[bytes]) -> list[bytes]:
        """The record with another promotion in it."""
        record = json.loads(bodies[PROMOTION])
        self.edit(record)
        return [*bodies[: self.entry], canonical_json(record), *bodies[self.entry :]]


def contradictions(hourly: int, daily: int) -> Iterator[Contradiction]:
    """One of each, in a forecast for an hour and its neighbour for a day."""
    of_hour: list[tuple[str, str, Callable[[Record], object]]] = [
        ("a P(up) on the other side of the median", "changed",
         lambda one: one.update(p_up="0.400000")),
        ("a P(up) a little off", "changed", lambda one: one.update(p_up="0.533900")),
        ("a mean beyond all quantiles", "changed", lambda one: one.update(
            mean={"log_return": "0.500000", "price": _price(one, 0.5)})),
        ("a baseline left out", "broken-rule", lambda one: one["baselines"].pop("garch-t")),
        ("a baseline that the product has not", "broken-rule",
         lambda one: one["baselines"].update(best=one["baselines"]["ewma"])),
        ("an empty baseline", "broken-rule", lambda one: one["baselines"].update(ewma=[])),
        ("a regime at one hour", "broken-rule", lambda one: one.update(
            regime={"p_above": "0.200000", "volatility": "0.020000"})),
        ("no extreme at one hour", "broken-rule", lambda one: one.update(extreme_quantiles=None)),
        ("extremes nearer than closes", "changed",
         lambda one: one.update(extreme_quantiles=["0.000001"] * 17)),
        ("a version gone back to", "broken-rule", _as_version_1),
        ("another price at the same cutoff", "changed", lambda one: _priced_anew(one, 0.9)),
    ]  # fmt: skip
    for done, name, edit in of_hour:
        yield Contradiction(done, name, hourly, edit)
    yield Contradiction(
        "no regime at a day", "broken-rule", daily, lambda one: one.update(regime=None)
    )
    yield Promoted(
        "a promotion dated a year before", "back-dated", hourly,
        lambda one: one.update(promoted_at="2024-07-01T00:00:00Z"),
    )  # fmt: skip
    yield Promoted(
        "a model that was replaced before", "broken-rule", hourly,
        lambda one: one.update(
            promoted_at="2025-07-04T18:30:00Z", model={**one["model"], "version": 2}
        ),
    )  # fmt: skip
    yield Contradiction("a forecast turned into missed", "back-dated", hourly, _turn_into_missed)


def _turn_into_missed(one: Record) -> None:
    kept = {name: one[name] for name in ("mode", "source", "slot")}
    one.clear()
    one.update(kept, kind="missed", schema_version=1, reason="not issued by the deadline")


def _price(one: Record, log_return: float) -> str:
    return f"{float(one['reference_price']) * math.exp(log_return):.2f}"


def _as_version_1(one: Record) -> None:
    del one["extreme_quantiles"], one["regime"]
    one["schema_version"] = 1


def _priced_anew(one: Record, factor: float) -> None:
    """All prices of one entry, so that it agrees with itself."""
    one["reference_price"] = f"{float(one['reference_price']) * factor:.2f}"
    for said in (*one["quantiles"], one["mean"]):
        said["price"] = f"{float(said['price']) * factor:.2f}"
