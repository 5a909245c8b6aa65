"""Time stamps by OpenTimestamps: that a checkpoint existed before a block of Bitcoin.

A calendar takes the hash at once (pending) and, hours later, knows the path from it to a
block's header (complete). The file is the one that OpenTimestamps' own tools read:
`ots verify` checks it against a Bitcoin node. https://opentimestamps.org
"""

import hashlib
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from opentimestamps.calendar import CommitmentNotFoundError, RemoteCalendar
from opentimestamps.core.notary import BitcoinBlockHeaderAttestation, PendingAttestation
from opentimestamps.core.op import OpAppend, OpSHA256
from opentimestamps.core.serialize import (
    BytesDeserializationContext,
    BytesSerializationContext,
    DeserializationError,
)
from opentimestamps.core.timestamp import DetachedTimestampFile, Timestamp

from functions.domain.errors import InvalidInput, VendorUnavailable
from mlops.local.free_port import LOOPBACK

CALENDARS = (
    "https://alice.btc.calendar.opentimestamps.org",
    "https://bob.btc.calendar.opentimestamps.org",
    "https://finney.calendar.eternitywall.com",
)
ANSWER_S_MAX = 15.0
NONCE_BYTES = 16
VENDOR = "opentimestamps"


@dataclass(frozen=True, slots=True)
class TimeStamp:
    """An `.ots` file and what it shows: the calendars that promise, or the blocks that prove."""

    raw: bytes
    pending: tuple[str, ...]
    blocks: tuple[int, ...]

    @property
    def state(self) -> str:
        """`complete` once a block's header is reached."""
        return "complete" if self.blocks else "pending"

    def detail(self, calendars: Sequence[str]) -> str:
        """In words; calendars on this machine have a chain of their own, which is not Bitcoin's."""
        if not self.blocks:
            return f"promised by {', '.join(self.pending)}"
        block = min(self.blocks)
        if calendars and all(urlsplit(url).hostname == LOOPBACK for url in calendars):
            return f"in block {block} of a test chain on this machine"
        return f"in Bitcoin's block {block}"


def stamp(data: bytes, calendars: Sequence[str]) -> TimeStamp:
    """Ask the calendars to stamp the data's SHA-256; one that answers is enough.

    What they see is blinded by a nonce. Raises VendorUnavailable when none answers.
    """
    file = DetachedTimestampFile(OpSHA256(), Timestamp(hashlib.sha256(data).digest()))
    nonce = file.timestamp.ops.add(OpAppend(secrets.token_bytes(NONCE_BYTES)))
    digest = nonce.ops.add(OpSHA256())
    failures = []
    for url in calendars:
        try:
            answer = _ask(url, lambda one: one.submit(digest.msg, timeout=ANSWER_S_MAX))
        except VendorUnavailable as error:
            failures.append(str(error))
        else:
            digest.merge(answer)
    if len(failures) == len(calendars):
        raise VendorUnavailable(VENDOR, "; ".join(failures) or "no calendar is named")
    return _read(file)


def upgrade(raw: bytes, data: bytes, calendars: Sequence[str]) -> TimeStamp:
    """Ask the calendars that promised for what they know by now; unchanged where nothing.

    Only calendars of ours are asked, whatever the file names. Raises InvalidInput when the
    file is no time stamp of the data, VendorUnavailable when every calendar fails.
    """
    file = _parsed(raw, data)
    failures = []
    asked = [one for one in _promises(file.timestamp) if one[1] in calendars]
    for timestamp, url in asked:
        try:
            timestamp.merge(_known(url, timestamp.msg))
        except VendorUnavailable as error:
            failures.append(str(error))
    if asked and len(failures) == len(asked):
        raise VendorUnavailable(VENDOR, "; ".join(failures))
    return _read(file)


def read_time_stamp(raw: bytes, data: bytes) -> TimeStamp:
    """What an `.ots` file says of the data. Raises InvalidInput."""
    return _read(_parsed(raw, data))


def _known(url: str, commitment: bytes) -> Timestamp:
    try:
        return _ask(url, lambda one: one.get_timestamp(commitment, timeout=ANSWER_S_MAX))
    except CommitmentNotFoundError:
        return Timestamp(commitment)  # in no block yet


def _ask(url: str, call: Callable[[RemoteCalendar], Timestamp]) -> Timestamp:
    try:
        return call(RemoteCalendar(f"{url}/"))
    except CommitmentNotFoundError:
        raise
    except Exception as error:  # the library raises that, for a status it does not know
        raise VendorUnavailable(VENDOR, f"{url}: {type(error).__name__} {error}") from None


def _parsed(raw: bytes, data: bytes) -> DetachedTimestampFile:
    try:
        file = DetachedTimestampFile.deserialize(BytesDeserializationContext(raw))
    except (DeserializationError, ValueError) as error:
        raise InvalidInput(f"not a time stamp: {error}") from None
    if file.timestamp.msg != hashlib.sha256(data).digest():
        raise InvalidInput("the time stamp is of other bytes")
    return file


def _read(file: DetachedTimestampFile) -> TimeStamp:
    context = BytesSerializationContext()
    file.serialize(context)
    blocks = sorted(
        {
            attestation.height
            for _, attestation in file.timestamp.all_attestations()
            if isinstance(attestation, BitcoinBlockHeaderAttestation)
        }
    )
    pending = sorted({url for _, url in _promises(file.timestamp)})
    return TimeStamp(context.getbytes(), tuple(pending), tuple(blocks))


def _promises(timestamp: Timestamp) -> Iterator[tuple[Timestamp, str]]:
    for attestation in timestamp.attestations:
        if isinstance(attestation, PendingAttestation):
            yield timestamp, attestation.uri.rstrip("/")
    for following in timestamp.ops.values():
        yield from _promises(following)
