"""Reads Candor's forecasts of the price of Bitcoin from its public API.

    from candor_client import Candor

    candor = Candor("https://SITE")
    forecast = candor.latest("24h")
    low, high = forecast.interval(80)
    print(f"8 in 10: between {low} and {high} USD at {forecast.target}")

One file, Python 3.9 or newer, its standard library and nothing else: copy it beside your code.
Every number is a Decimal and every time has its zone. An answer says how old it is (`age_s`)
and whether it is only the last known one (`stale`). Failures are ProblemError, with what the
API said, or NoAnswer; what may pass by itself is asked for again first.

It reads, and checks nothing: whether the record holds is verify.py's to say, beside this file.
"""

from __future__ import annotations

import http.client
import json
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

HORIZONS = ("1h", "4h", "24h", "7d")
PASSING = frozenset({429, 502, 503, 504})
PAUSE_S_MAX = 60.0
ANSWERS_KEPT = 64
PAGE_ROWS = 200


class ProblemError(Exception):
    """The API answered with an error; the fields are those of RFC 9457."""

    def __init__(self, status: int, document: Mapping[str, Any], retry_after_s: float) -> None:
        self.status = status
        self.type = str(document.get("type", "about:blank"))
        self.detail = str(document.get("detail", f"the API answered {status}"))
        self.trace_id = str(document.get("trace_id", ""))
        self.retry_after_s = retry_after_s
        super().__init__(f"{self.detail} (HTTP {status}, trace {self.trace_id or 'unknown'})")


class NoAnswer(Exception):
    """Nothing came back, or nothing that could be read."""


class Quantile(NamedTuple):
    """With the chance `level` the price at the target is at most `price`."""

    level: Decimal
    price: Decimal


@dataclass(frozen=True)
class Forecast:
    """What was said of one horizon: prices in USD, times with their zone.

    `mode` is `live`, `replay` (of past hours) or `simulated` (of a market that is not Bitcoin's).
    """

    id: str
    horizon: str
    cutoff: datetime
    target: datetime
    issued_at: datetime
    reference_price: Decimal
    quantiles: tuple[Quantile, ...]
    p_up: Decimal
    ledger_index: int
    mode: str
    age_s: float
    stale: bool

    def interval(self, percent: int) -> tuple[Decimal, Decimal]:
        """The central interval that holds `percent` of 100 outcomes: its low and high price."""
        outside = (1 - Decimal(percent) / 100) / 2
        by_level = {one.level: one.price for one in self.quantiles}
        if outside not in by_level or 1 - outside not in by_level:
            raise ValueError(f"no interval of {percent}% was published; try 50, 80, 90 or 95")
        return by_level[outside], by_level[1 - outside]


@dataclass(frozen=True)
class Level:
    """How likely the price closes above a level at the target, and touches it before."""

    forecast_id: str
    price: Decimal
    p_close_above: Decimal
    p_touch: Decimal | None
    mode: str
    age_s: float
    stale: bool


@dataclass(frozen=True)
class Slot:
    """One line of the track record; `status` is pending, scored or missed."""

    id: str
    horizon: str
    cutoff: datetime
    target: datetime
    status: str
    low_80: Decimal | None
    median: Decimal | None
    high_80: Decimal | None
    outcome_price: Decimal | None
    covered_80: bool | None


class Answer(NamedTuple):
    """A document, and how old it is."""

    document: dict[str, Any]
    age_s: float
    stale: bool


class Candor:
    """A reader of one site's API; `attempts` counts the first one too."""

    def __init__(self, site: str, *, timeout_s: float = 10.0, attempts: int = 3) -> None:
        if not site.startswith(("https://", "http://")):
            raise ValueError(f"{site!r} is no site; write it like https://example.org")
        self.site = site.rstrip("/")
        self._timeout_s = timeout_s
        self._attempts = attempts
        self._kept: dict[str, tuple[str, bytes]] = {}

    def latest(self, horizon: str) -> Forecast:
        """The newest forecast of a horizon; LookupError before the first was issued."""
        answer = self.read("/api/v1/forecast")
        for one in answer.document["forecasts"]:
            if one["record"]["slot"]["horizon"] == horizon:
                return _forecast(one, answer)
        raise LookupError(f"no forecast of {horizon!r} yet; horizons are {', '.join(HORIZONS)}")

    def forecast(self, forecast_id: str) -> Forecast:
        """One forecast as issued, by its id (24h-20250717T00Z)."""
        answer = self.read(f"/api/v1/forecasts/{urllib.parse.quote(forecast_id, safe='')}")
        return _forecast(answer.document["forecast"], answer)

    def level(self, horizon: str, price: Decimal | int | str) -> Level:
        """How likely the price is above a level at the target, by the newest forecast."""
        answer = self.read("/api/v1/levels", horizon=horizon, price=str(price))
        said = answer.document
        return Level(
            said["forecast_id"], Decimal(said["price"]), Decimal(said["p_close_above"]),
            _decimal(said["p_touch"]), said["mode"], answer.age_s, answer.stale,
        )  # fmt: skip

    def history(self, horizon: str = "", status: str = "") -> Iterator[Slot]:
        """Every slot on record, newest first; pages are fetched as they are needed."""
        cursor: str | None = ""
        while cursor is not None:
            page = self.read(
                "/api/v1/forecasts",
                horizon=horizon, status=status, cursor=cursor, limit=str(PAGE_ROWS),
            ).document  # fmt: skip
            yield from map(_slot, page["forecasts"])
            cursor = page["next_cursor"]

    def read(self, path: str, **query: str) -> Answer:
        """The document at a path; what may pass by itself is asked for again, with pauses."""
        given = urllib.parse.urlencode({name: text for name, text in query.items() if text})
        url = f"{self.site}{path}{'?' if given else ''}{given}"
        for attempt in range(1, self._attempts):
            try:
                return self._ask(url)
            except ProblemError as problem:  # noqa: PERF203 - a pause costs more
                if problem.status not in PASSING:
                    raise
                time.sleep(min(PAUSE_S_MAX, problem.retry_after_s or attempt))
            except NoAnswer:
                time.sleep(attempt)
        return self._ask(url)

    def _ask(self, url: str) -> Answer:
        tag, kept = self._kept.get(url, ("", b""))
        headers = {"Accept": "application/json", "User-Agent": "candor-client/1"}
        if tag:
            headers["If-None-Match"] = tag
        request = urllib.request.Request(url, headers=headers)  # noqa: S310 - see __init__
        try:
            with urllib.request.urlopen(request, timeout=self._timeout_s) as response:  # noqa: S310
                body, said = response.read(), response.headers
        except urllib.error.HTTPError as error:
            with error:
                if error.code != http.client.NOT_MODIFIED:
                    raise _problem(error) from None
                body, said = kept, error.headers
        except (OSError, http.client.HTTPException) as error:
            raise NoAnswer(f"{url} gave no answer: {getattr(error, 'reason', error)}") from None
        try:
            document = json.loads(body)
        except ValueError:
            raise NoAnswer(f"{url} answered with something that is not JSON") from None
        if said.get("ETag"):
            self._kept[url] = said["ETag"], body
            if len(self._kept) > ANSWERS_KEPT:
                del self._kept[next(iter(self._kept))]
        return Answer(document, _seconds(said.get("Age")), said.get("X-Candor-Stale") == "1")


def _problem(error: urllib.error.HTTPError) -> ProblemError:
    try:
        document = json.loads(error.read())
    except (ValueError, OSError, http.client.HTTPException):
        document = {}
    known = document if isinstance(document, dict) else {}
    return ProblemError(error.code, known, _seconds(error.headers.get("Retry-After")))


def _forecast(said: Mapping[str, Any], answer: Answer) -> Forecast:
    record, slot = said["record"], said["record"]["slot"]
    return Forecast(
        said["id"], slot["horizon"], _instant(slot["cutoff"]), _instant(slot["target"]),
        _instant(record["issued_at"]), Decimal(record["reference_price"]),
        tuple(Quantile(Decimal(q["level"]), Decimal(q["price"])) for q in record["quantiles"]),
        Decimal(record["p_up"]), said["ledger_index"], record["mode"], answer.age_s, answer.stale,
    )  # fmt: skip


def _slot(row: Mapping[str, Any]) -> Slot:
    return Slot(
        row["id"], row["horizon"], _instant(row["cutoff"]), _instant(row["target"]),
        row["status"], _decimal(row["q10_price"]), _decimal(row["q50_price"]),
        _decimal(row["q90_price"]), _decimal(row["outcome_price"]), row["covered_80"],
    )  # fmt: skip


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def _seconds(text: str | None) -> float:
    return float(text) if text is not None and text.isdigit() else 0.0
