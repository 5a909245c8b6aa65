"""Everything the domain and its ports can refuse, without a word about HTTP.

CandorError
├── InvalidInput        the caller's input is wrong; the message says what to do
├── NotFound            there is no such thing
├── NotReady            not yet: the world is still being prepared
├── Unauthorized        the caller did not show the secret
├── InsufficientData    not enough candles to compute an honest number
├── ArtifactRefused     bytes are not the model artifact they claim to be
├── WorldMismatch       a database of another mode or source
├── LedgerForked        a ledger does not begin with what it was before
├── OutOfTime           the work was not done in the time it had
├── VendorUnavailable   a vendor did not answer; it may pass
└── VendorRejected      a vendor refused us; it will not pass by itself
"""


class CandorError(Exception):
    """Base of every error that is part of an interface."""


class InvalidInput(CandorError):
    """The caller's input is wrong; the message says what to do."""


class NotFound(CandorError):
    """There is no such thing."""


class NotReady(CandorError):
    """Not yet: the world is still being prepared."""


class Unauthorized(CandorError):
    """The caller did not show the secret."""


class InsufficientData(CandorError):
    """There are not enough candles to compute an honest number."""


class ArtifactRefused(CandorError):
    """The bytes are not the model artifact they claim to be."""


class WorldMismatch(CandorError):
    """The database belongs to another mode or source (a database has one for ever)."""


class LedgerForked(CandorError):
    """A ledger does not begin with what it was before: somebody rewrote it."""


class OutOfTime(CandorError):
    """The work was not done in the time it had; what it finished stays."""


class VendorError(CandorError):
    """A vendor failed; `vendor` names it, so that its failure never looks like ours.

    What `detail` quotes of the vendor's own words stands after its first colon.
    """

    def __init__(self, vendor: str, detail: str) -> None:
        super().__init__(f"{vendor}: {detail}")
        self.vendor = vendor
        self.detail = detail

    @property
    def published(self) -> str:
        """The vendor and how it failed, for everybody: without a word of its own."""
        return f"{self.vendor}: {self.detail.partition(': ')[0]}"


class VendorUnavailable(VendorError):
    """The vendor did not answer in time or answered with its own failure; may pass."""


class VendorRejected(VendorError):
    """The vendor refused what we sent (credentials, quota, shape); our fault."""
