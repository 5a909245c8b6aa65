"""Builds the Lambda function's package: the locked packages and functions/, the same bytes always.

`.pyc` files are in, so that a cold start compiles nothing. They are checked against nothing:
a package's files do not change under it.
"""

import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path

from functions.domain.errors import InvalidInput, VendorUnavailable
from mlops.deployment.interpreter import interpreter
from mlops.local.settings import REPOSITORY, read_state_path
from mlops.terminal import Terminal

PYTHON = "3.13"
"""As in template.yaml, as is the architecture."""
PLATFORM = "x86_64-manylinux_2_28"
"""Lambda's Amazon Linux 2023 has glibc 2.34."""
MB = 1_000_000
ZIPPED_BYTES_MAX = 50 * MB
UNPACKED_BYTES_MAX = 250 * MB
TASK_ROOT = "/var/task"
BUILT_AT = (1980, 1, 1, 0, 0, 0)
LARGEST = 8
UNWANTED = ("bin", ".lock", "__pycache__")
RECORDS = ("RECORD", "INSTALLER", "REQUESTED", "uv_cache.json", "direct_url.json")
"""Of how and where something was installed: no two machines agree."""


@dataclass(frozen=True, slots=True)
class Package:
    """A built package: its folder, the archive of it, and what it weighs."""

    folder: Path
    archive: Path
    compiled: bool

    @property
    def zipped_bytes(self) -> int:
        """What is uploaded."""
        return self.archive.stat().st_size

    @property
    def unpacked_bytes(self) -> int:
        """What Lambda counts against its limit."""
        return sum(path.stat().st_size for path in _files(self.folder))

    def largest(self) -> list[tuple[str, int]]:
        """The heaviest folders at its top."""
        weights: dict[str, int] = {}
        for path in _files(self.folder):
            top = path.relative_to(self.folder).parts[0]
            weights[top] = weights.get(top, 0) + path.stat().st_size
        return sorted(weights.items(), key=lambda one: -one[1])[:LARGEST]


def build(home: Path) -> Package:
    """Build the package anew in a folder. Raises InvalidInput where it is too large for Lambda."""
    folder = home / "package"
    shutil.rmtree(folder, ignore_errors=True)
    install(folder, ("--require-hashes", "-r", str(REPOSITORY / "requirements/lambda.txt")))
    _copy_functions(folder)
    _drop_unwanted(folder)
    python = find_python()
    if python is not None:
        _compile(folder, python)
    archive = home / "package.zip"
    _archive(folder, archive)
    package = Package(folder, archive, compiled=python is not None)
    check_size("zipped", package.zipped_bytes, ZIPPED_BYTES_MAX)
    check_size("unpacked", package.unpacked_bytes, UNPACKED_BYTES_MAX)
    return package


def check_size(what: str, size: int, most: int) -> None:
    """Raises InvalidInput for a package that Lambda would refuse."""
    if size > most:
        raise InvalidInput(
            f"the package is {size / MB:.1f} MB {what} and Lambda takes {most / MB:.0f} MB:"
            " see which packages are the largest, and remove what no request needs"
        )


def install(folder: Path, wanted: tuple[str, ...]) -> None:
    """Install wheels for Lambda's platform into a folder. Raises VendorUnavailable."""
    _run(
        str(_uv()), "pip", "install", "--quiet", "--target", str(folder),
        "--only-binary", ":all:", "--python", sys.executable,
        "--python-platform", PLATFORM, "--python-version", PYTHON, *wanted,
    )  # fmt: skip


def find_python() -> str | None:
    """An interpreter of Lambda's version, to compile with; None where there is none."""
    found = interpreter(f"python{PYTHON}")
    return None if found is None else str(found)


def _uv() -> Path:
    get_uv = REPOSITORY / "mlops/local/get_uv.sh"
    return Path(_run(str(get_uv), sys.executable, str(REPOSITORY / ".candor/tools")).strip())


def _run(*argv: str) -> str:
    done = subprocess.run(argv, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise VendorUnavailable(Path(argv[0]).name, done.stderr.strip())
    return done.stdout


def _copy_functions(folder: Path) -> None:
    ignored = shutil.ignore_patterns("__pycache__", ".*")
    shutil.copytree(REPOSITORY / "functions", folder / "functions", ignore=ignored)


def _drop_unwanted(folder: Path) -> None:
    for name in UNWANTED:
        for path in [folder / name, *folder.rglob(name)]:
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
    for path in folder.glob("*.dist-info/*"):
        if path.name in RECORDS:
            path.unlink()


def _compile(folder: Path, python: str) -> None:
    # One process and one hash seed: else equal sources may give other bytes.
    _run(
        "env", "PYTHONHASHSEED=0", python, "-m", "compileall", "-q", "-j", "1",
        "--invalidation-mode", "unchecked-hash", "-s", str(folder), "-p", TASK_ROOT, str(folder),
    )  # fmt: skip


def _archive(folder: Path, archive: Path) -> None:
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as written:
        for path in _files(folder):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), BUILT_AT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, or the permissions would not count
            entry.external_attr = 0o100644 << 16
            written.writestr(entry, path.read_bytes())


def _files(folder: Path) -> Iterator[Path]:
    return iter(sorted(path for path in folder.rglob("*") if path.is_file()))


def main(terminal: Terminal, home: Path) -> None:
    """Build and say what came of it."""
    package = build(home)
    with package.archive.open("rb") as archive:
        digest = file_digest(archive, "sha256").hexdigest()
    terminal.say(f"{package.archive}, sha256 {digest}")
    terminal.say(
        f"{package.zipped_bytes / MB:.1f} MB zipped of {ZIPPED_BYTES_MAX // MB},"
        f" {package.unpacked_bytes / MB:.1f} MB unpacked of {UNPACKED_BYTES_MAX // MB}"
    )
    terminal.table(
        ("largest", "MB"), [(name, f"{size / MB:.1f}") for name, size in package.largest()]
    )
    if not package.compiled:
        terminal.say(f"No Python {PYTHON} here: without .pyc files, a cold start takes longer.")


if __name__ == "__main__":
    main(Terminal(), read_state_path() / "lambda")
