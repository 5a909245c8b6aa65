"""What the published verifier copies from a site, and what it makes of sizes beyond measure."""

import base64
import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.verify import sample
from tests.verify.published import verify
from tests.verify.running import in_little_memory, run
from tests.verify.sample import SAMPLE, SIZE
from tests.verify.signing import ORIGIN, verifier_key

FAR = 10**18


def far_checkpoint(*, signed: bool) -> bytes:
    """A checkpoint over more entries than there are atoms to write them with."""
    if not signed:
        return SAMPLE["checkpoint"].replace(b"\n%d\n" % SIZE, b"\n%d\n" % FAR)
    text = f"{ORIGIN}\n{FAR}\n{base64.b64encode(bytes(32)).decode()}\n"
    return sample.signed(text)


@pytest.mark.parametrize(
    ("signed", "status", "says"), [(False, 1, "bad-signature"), (True, 3, "is not there")]
)
def test_a_size_beyond_all_measure_takes_no_memory(
    folder: Path, signed: bool, status: int, says: str
) -> None:
    (folder / "checkpoint").write_bytes(far_checkpoint(signed=signed))
    done = in_little_memory("check", folder, "--key", verifier_key())
    assert (done.returncode, done.stderr.count("Error")) == (status, 0)
    assert says in done.stdout + done.stderr


@pytest.fixture
def site(folder: Path) -> Iterator[str]:
    """The sample as a site serves it."""
    sample.write({"api/v1/ledger/key": SAMPLE["key"]}, folder)
    yield from serving(QuietHandler, folder)


def serving(kind: type[http.server.SimpleHTTPRequestHandler], folder: Path) -> Iterator[str]:
    """The address of a folder while it is served."""
    handler = functools.partial(kind, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *_: object) -> None:
        """Nothing."""


def test_a_copy_is_made_and_goes_on_where_it_stopped(site: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    assert run("mirror", site, copy).returncode == 0
    assert run("check", copy, "--key", verifier_key()).returncode == 0
    copied = {path: (copy / path).read_bytes() for path in SAMPLE}
    assert copied == SAMPLE
    (copy / "checkpoint").unlink()
    (copy / sample.LAST).unlink()
    other = sample.bundle([b"kept as it is"] * 256)
    (copy / "tile/entries/000").write_bytes(other)
    (copy / "tile/0/000").write_bytes(SAMPLE["tile/0/000"][:-1])
    assert run("mirror", site, copy).returncode == 0
    assert (copy / "tile/entries/000").read_bytes() == other
    assert (copy / "tile/0/000").read_bytes() == SAMPLE["tile/0/000"]
    assert (copy / sample.LAST).read_bytes() == SAMPLE[sample.LAST]


def test_a_site_that_names_more_than_it_has_is_not_mirrored(
    site: str, folder: Path, tmp_path: Path
) -> None:
    (folder / "checkpoint").write_bytes(far_checkpoint(signed=True))
    done = in_little_memory("mirror", site, tmp_path / "copy")
    assert done.returncode == 3
    assert "is not there" in done.stderr
    assert not (tmp_path / "copy" / "tile").exists()


@pytest.mark.parametrize("cuts", [1, 99])
def test_an_answer_cut_in_the_middle_is_asked_for_again(
    folder: Path, cuts: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify.time, "sleep", lambda _: None)
    left = [cuts]

    class Cutting(QuietHandler):
        """Closes in the middle of the bundles."""

        def copyfile(self, source: Any, outputfile: Any) -> None:
            data = source.read()
            if "entries" in self.path and left[0] > 0:
                left[0] -= 1
                data = data[:-100]
            outputfile.write(data)

    sample.write({"api/v1/ledger/key": SAMPLE["key"]}, folder)
    copy = tmp_path / "copy"
    for url in serving(Cutting, folder):
        assert verify.main(["mirror", url, str(copy)]) == (0 if cuts == 1 else 3)
    assert (copy / sample.LAST).exists() == (cuts == 1)
    assert not list(copy.rglob("*.part"))


def test_one_forecast_is_proved_from_the_site(site: str) -> None:
    done = run("forecast", "24h-20250704T18Z", site, "--key", verifier_key())
    assert done.returncode == 0, done.stderr


def test_a_site_that_is_not_there_is_said_to_be_silent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(verify.time, "sleep", lambda _: None)
    assert verify.main(["mirror", "http://127.0.0.1:9", str(tmp_path)]) == 3
    assert "could not be read" in capsys.readouterr().err
