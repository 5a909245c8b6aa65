"""A site's public API, as somebody sees it who believes only digests."""

import json
import random
from collections.abc import Iterator
from typing import Any, Self

import httpx

from functions.domain.canonical import canonical_json, sha256_digest
from functions.domain.errors import InvalidInput, NotFound, VendorRejected, VendorUnavailable
from functions.domain.horizon import Horizon, Slot
from functions.domain.reproduce import Evidence, Step, model_of
from functions.domain.units import parse_instant

VENDOR = "site"
TIMEOUT_S = 10.0
PAYLOAD_BYTES_MAX = 1_000_000
DRAWS_MAX_PER_FORECAST = 20
"""Entries drawn in search of one forecast, in a ledger that has other entries too."""


class Site:
    """Public reads below one URL."""

    def __init__(self, url: str, transport: httpx.BaseTransport | None = None) -> None:
        if not url.startswith(("http://", "https://")):
            raise InvalidInput(f"{url!r} is no address of a site; write it as https://site")
        self.url = url.rstrip("/")
        self._client = httpx.Client(transport=transport, timeout=TIMEOUT_S, follow_redirects=True)

    def __enter__(self) -> Self:
        """Nothing is asked yet."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connections."""
        self._client.close()

    def evidence(self, slot: Slot) -> tuple[Evidence, Step]:
        """What the site gives for a forecast, and whether its page shows the ledger's entry.

        Raises NotFound, VendorUnavailable and VendorRejected, all in the site's words.
        """
        place = f"/api/v1/forecasts/{slot.id}"
        try:
            shown = self._json(place)["forecast"]
            entry = self._entry(int(shown["ledger_index"]))
            body = str(entry["body"]).encode()
            evidence = Evidence(
                slot=slot,
                body=body,
                leaf_hash=bytes.fromhex(shown["leaf_hash"]),
                promotion=self._promotion(model_of(body).version, int(shown["ledger_index"])),
                artifact=self._get(f"{place}/artifact"),
                window=self._get(f"{place}/input"),
            )
            shown_digest = sha256_digest(canonical_json(shown["record"]))
        except (KeyError, TypeError, ValueError, RecursionError) as error:
            raise VendorRejected(VENDOR, f"{place}: not what the API promises: {error!r}") from None
        return evidence, Step("document", shown_digest, sha256_digest(body))

    def random_slots(self, count: int, chance: random.Random) -> Iterator[Slot]:
        """Different forecasts drawn from the whole ledger; NotFound when it has too few."""
        if count == 0:
            return
        size, drawn, found = int(self._json("/api/v1/ledger?limit=1")["size"]), set[int](), 0
        while found < count:
            if len(drawn) == min(size, DRAWS_MAX_PER_FORECAST * count):
                raise NotFound(f"{count} forecasts were not found in the ledger of {self.url}")
            index = chance.randrange(size)
            if index in drawn:
                continue
            drawn.add(index)
            entry = self._entry(index)
            if entry["kind"] == "forecast":
                found += 1
                yield _slot(str(entry["body"]))

    def _promotion(self, version: int, before: int) -> bytes | None:
        indexes = (
            int(line["ledger_index"])
            for line in self._json("/api/v1/models")["promotions"]
            if line["role"] == "champion" and line["version"] == version
        )
        index = next((index for index in indexes if index < before), None)
        return None if index is None else str(self._entry(index)["body"]).encode()

    def _entry(self, index: int) -> dict[str, Any]:
        entries = self._json(f"/api/v1/ledger?after={index - 1}&limit=1")["entries"]
        if [entry["index"] for entry in entries] != [index]:
            raise VendorRejected(VENDOR, f"its ledger has no entry {index}")
        entry: dict[str, Any] = entries[0]
        return entry

    def _json(self, path: str) -> dict[str, Any]:
        try:
            document = json.loads(self._get(path))
        except (ValueError, RecursionError):
            raise VendorRejected(VENDOR, f"{self.url}{path} did not answer with JSON") from None
        if not isinstance(document, dict):
            raise VendorRejected(VENDOR, f"{self.url}{path} did not answer with a document")
        return document

    def _get(self, path: str) -> bytes:
        try:
            with self._client.stream("GET", f"{self.url}{path}") as response:
                body = bytearray()
                for chunk in response.iter_bytes():
                    body += chunk
                    if len(body) > PAYLOAD_BYTES_MAX:
                        raise VendorRejected(VENDOR, f"{path}: over {PAYLOAD_BYTES_MAX} bytes")
        except httpx.HTTPError as error:
            reason = f"{self.url}{path}: {type(error).__name__}: {error}"
            raise VendorUnavailable(VENDOR, reason) from error
        if response.is_success:
            return bytes(body)
        said = _detail(bytes(body))
        if response.status_code == httpx.codes.NOT_FOUND:
            raise NotFound(said or f"there is nothing at {self.url}{path}")
        kind = VendorUnavailable if response.is_server_error else VendorRejected
        raise kind(VENDOR, f"{self.url}{path}: HTTP {response.status_code} {said}".rstrip())


def _slot(body: str) -> Slot:
    """The slot that a forecast's ledger entry is of."""
    try:
        slot = json.loads(body)["slot"]
        return Slot(parse_instant(slot["cutoff"]), Horizon(slot["horizon"]))
    except (KeyError, TypeError, ValueError, RecursionError):
        raise VendorRejected(VENDOR, "its ledger has a forecast of no slot") from None


def _detail(body: bytes) -> str:
    """What a problem document says; nothing for any other answer."""
    try:
        return str(json.loads(body)["detail"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
