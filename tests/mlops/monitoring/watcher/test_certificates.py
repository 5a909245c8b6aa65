"""Certificates of real TLS servers: when one runs out, one that has, one that is not trusted."""

import ssl
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from functions.adapters.system import SystemClock
from functions.domain.errors import VendorUnavailable
from functions.domain.metrics.outside import CERTIFICATE_EXPIRES
from mlops.monitoring.watcher.certificates import look_at_certificates
from tests.fakes.meter import FakeMeter
from tests.tcp_server import hang_up, listening

DAY_S = 86_400
CLOCK = SystemClock()


def certificate(folder: Path, days: int) -> Path:
    """A key and a certificate that signs itself, in one file."""
    key, made, both = folder / "key.pem", folder / "made.pem", folder / "both.pem"
    for words in (
        (
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-keyout", key, "-out", made, "-subj", "/CN=localhost",
            "-addext", "subjectAltName=DNS:localhost",
        ),
        ("x509", "-in", made, "-signkey", key, "-days", str(days), "-out", both),
    ):  # fmt: skip
        subprocess.run(("openssl", *words), check=True, capture_output=True)
    both.write_text(key.read_text() + both.read_text())
    return both


@asynccontextmanager
async def served(both: Path) -> AsyncIterator[str]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    async with listening(hang_up, tls=context) as port:
        yield f"https://localhost:{port}/"


def trusting(both: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=both)


async def test_the_end_of_a_certificate_is_told_and_http_has_none(tmp_path: Path) -> None:
    both, meter = certificate(tmp_path, 30), FakeMeter()
    async with served(both) as url:
        targets = {"page": url, "mlflow": "http://127.0.0.1:9/"}
        await look_at_certificates(targets, trusting(both), meter, CLOCK)
    [(key, expires)] = meter.values.items()
    assert key == (CERTIFICATE_EXPIRES.name, ("page",))
    assert expires - CLOCK.now().timestamp() == pytest.approx(30 * DAY_S, abs=DAY_S)


async def test_one_that_has_run_out_is_told_as_run_out_now(tmp_path: Path) -> None:
    both = certificate(tmp_path, -1)
    meter = FakeMeter()
    async with served(both) as url:
        await look_at_certificates({"page": url}, trusting(both), meter, CLOCK)
    [expires] = meter.values.values()
    assert expires == pytest.approx(CLOCK.now().timestamp(), abs=30)


async def test_what_cannot_be_read_is_named_and_hides_no_other(tmp_path: Path) -> None:
    both, meter = certificate(tmp_path, 30), FakeMeter()
    async with served(both) as url:
        targets = {"api": "https://localhost:9/", "page": url}
        with pytest.raises(VendorUnavailable, match=r"certificates: api: .*Connect call failed"):
            await look_at_certificates(targets, trusting(both), meter, CLOCK)
    assert list(meter.values) == [(CERTIFICATE_EXPIRES.name, ("page",))]


async def test_one_that_nobody_vouches_for_is_a_failure(tmp_path: Path) -> None:
    async with served(certificate(tmp_path, 30)) as url:
        with pytest.raises(VendorUnavailable, match=r"page: .*self-signed"):
            await look_at_certificates(
                {"page": url}, ssl.create_default_context(), FakeMeter(), CLOCK
            )
