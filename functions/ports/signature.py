"""The signature of a scheduler that has no secret of ours to show."""

from typing import Protocol


class SignatureCheck(Protocol):
    """Judges whether a request comes from the scheduler that claims to have signed it."""

    def verify(self, signature: str, body: bytes, path: str) -> None:
        """Return for a request that was signed as it came, for here and for now.

        Raises Unauthorized. A request sent again while its signature is valid is let in
        again: doing a job twice changes nothing.
        """
        ...
