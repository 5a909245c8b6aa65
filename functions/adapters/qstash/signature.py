"""QStash's signature of a message: a JWT over its body, its address and five minutes of time."""

from functions.domain.errors import Unauthorized


class QstashSignature:
    """Verifies with QStash's own SDK, by the current key or the one it will sign with next."""

    def __init__(self, current_key: str, next_key: str, public_url: str) -> None:
        self._keys = current_key, next_key
        self._public_url = public_url.rstrip("/")

    def verify(self, signature: str, body: bytes, path: str) -> None:
        """See SignatureCheck."""
        # Half a second of imports, for the scheduler that signs and for nobody else.
        from qstash import Receiver  # noqa: PLC0415
        from qstash.errors import SignatureError  # noqa: PLC0415

        url = f"{self._public_url}{path}"
        try:
            Receiver(*self._keys).verify(signature=signature, body=body.decode(), url=url)
        # KeyError: the SDK reads the hash of the body without requiring that there is one.
        except (SignatureError, KeyError, UnicodeDecodeError):
            # The SDK says why the next key refused it, also where the current one knew better.
            raise Unauthorized(
                "the Upstash-Signature is not one by QStash's current or next key"
                f" over this body, for {url}, in its five minutes"
            ) from None
