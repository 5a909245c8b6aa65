"""When the certificates run out that readers are shown."""

import asyncio
import ssl
from collections.abc import Mapping
from urllib.parse import urlsplit

from functions.domain.errors import VendorUnavailable
from functions.domain.metrics.outside import CERTIFICATE_EXPIRES
from functions.ports.meter import Meter
from functions.ports.world import Clock

HANDSHAKE_S_MAX = 10.0
EXPIRED = 10
"""OpenSSL's X509_V_ERR_CERT_HAS_EXPIRED."""


async def look_at_certificates(
    urls: Mapping[str, str], trusted: ssl.SSLContext, meter: Meter, clock: Clock
) -> None:
    """Tell of every target's certificate; what is not https has none.

    Raises VendorUnavailable that names each target whose certificate could not be read.
    """
    secure = {target: url for target, url in urls.items() if url.startswith("https://")}
    found = await asyncio.gather(
        *(_expires(url, trusted, clock) for url in secure.values()), return_exceptions=True
    )
    failures = []
    for target, one in zip(secure, found, strict=True):
        if isinstance(one, BaseException):
            failures.append(f"{target}: {str(one) or type(one).__name__}")
        else:
            meter.set(CERTIFICATE_EXPIRES, one, target=target)
    if failures:
        raise VendorUnavailable("certificates", "; ".join(failures))


async def _expires(url: str, trusted: ssl.SSLContext, clock: Clock) -> float:
    """Unix time; now for one that has run out, whose own time a failed handshake hides."""
    parts = urlsplit(url)
    try:
        async with asyncio.timeout(HANDSHAKE_S_MAX):
            _, writer = await asyncio.open_connection(
                parts.hostname, parts.port or 443, ssl=trusted
            )
    except ssl.SSLCertVerificationError as refused:
        if refused.verify_code == EXPIRED:
            return clock.now().timestamp()
        raise
    try:
        return float(ssl.cert_time_to_seconds(writer.get_extra_info("peercert")["notAfter"]))
    finally:
        writer.close()
