"""What `vercel build` made: the function's files, the page's, and what must not be among them."""

import json
import re
import shutil
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from functions.domain.errors import InvalidInput

MEGABYTE = 1_000_000
FUNCTION_MB_MAX = 63
FUNCTION = "api/index"
OUTPUT, CONFIG = Path(".vercel/output"), ".vc-config.json"
HANDLER = "vc__handler__python.py"
VENDORED = "_vendor"
OURS = frozenset({"api", "functions"})
OUR_SUFFIXES = frozenset({".py", ".pyc", ".sql"})
SHELL = "shell.html"
"""The HTML around the pages of data, from the page's build."""
OWN_SHELL = f"api/{SHELL}"
"""The function's own, from the same build: it answers "/" with it."""
FRONT_SHELL = "front.html"
"""Its name in the build; a file of that name beside the page would be served unfilled."""
FONTS = "functions/documents/embed/fonts/"
"""What pictures are written with, and its licence: a function has no font of its own."""
# Readers download it and check the record with it.
PUBLISHED = frozenset(("candor_client.py", "verify.py"))
PAGE_SUFFIXES = frozenset({".html", ".css", ".js", ".svg", ".png", ".ico", ".woff2", ".txt"})
THEIRS = frozenset({"pip", "vercel-runtime"})
"""What Vercel's builder adds to the distributions it is asked for."""
_SCRIPT = re.compile(r'<script\b[^>]*\b(?:src|data-main)="([^"]+)"')
_PIN = re.compile(r"(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^ ;]+)(?P<marker> ;)?")


@dataclass(frozen=True, slots=True)
class Pin:
    """One line of a lock file; a marked one is not for every platform."""

    version: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Bundle:
    """The one built function, and the page beside it: names in the bundle, files on disk."""

    files: Mapping[str, Path]
    page: Mapping[str, Path]
    runtime: str
    environment: Mapping[str, str]
    functions: tuple[str, ...]
    routing: Path

    def bytes(self, *, compiled: bool = True) -> int:
        """Size of the unpacked function, with its `.pyc` files or without."""
        return sum(
            file.stat().st_size
            for name, file in self.files.items()
            if compiled or not name.endswith(".pyc")
        )

    def packages(self) -> Counter[str]:
        """Bytes of each vendored package, and of our own code."""
        sizes: Counter[str] = Counter()
        for name, file in self.files.items():
            top, _, rest = name.partition("/")
            sizes[rest.partition("/")[0] if top == VENDORED else top] += file.stat().st_size
        return sizes

    def distributions(self) -> dict[str, str]:
        """Name and version of everything installed into it."""
        found = {}
        for name in self.files:
            folder = PurePosixPath(name).parent
            if folder.suffix == ".dist-info" and name.endswith("/METADATA"):
                project, _, version = folder.name.removesuffix(".dist-info").partition("-")
                found[_normal(project)] = version
        return found

    def unpack(self, folder: Path, *, compiled: bool = True) -> Path:
        """The function's files as the platform lays them out, in a new folder."""
        for name, file in self.files.items():
            if compiled or not name.endswith(".pyc"):
                target = folder / name
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(file, target)
        return folder


def read_bundle(project: Path) -> Bundle:
    """What `vercel build` left in a folder. Raises InvalidInput where that is nothing."""
    output = project / OUTPUT
    function = output / "functions" / f"{FUNCTION}.func"
    config = _config(project)
    beside = {file.name: file for file in function.iterdir() if file.name != CONFIG}
    static = output / "static"
    return Bundle(
        files={
            **beside,
            **{name: project / file for name, file in config["filePathMap"].items()},
        },
        page={str(file.relative_to(static)): file for file in static.rglob("*") if file.is_file()},
        runtime=config["runtime"],
        environment=config.get("environment", {}),
        functions=tuple(
            str(one.relative_to(output / "functions").with_suffix(""))
            for one in sorted((output / "functions").rglob("*.func"))
        ),
        routing=output / "config.json",
    )


def tell(project: Path, variables: Mapping[str, str]) -> None:
    """Add to what the built function starts with. Raises InvalidInput where nothing was built."""
    config = _config(project)
    config["environment"] = {**config.get("environment", {}), **variables}
    (project / OUTPUT / "functions" / f"{FUNCTION}.func" / CONFIG).write_text(json.dumps(config))


def read_pins(requirements: Path) -> dict[str, Pin]:
    """Name and version of every line of a lock file."""
    return {
        _normal(pin["name"]): Pin(pin["version"], pin["marker"] is not None)
        for line in requirements.read_text().splitlines()
        if (pin := _PIN.match(line))
    }


def problems(bundle: Bundle, pins: Mapping[str, Pin]) -> list[str]:
    """A sentence for everything that keeps a bundle from being deployed."""
    return [
        *_wrong_size(bundle),
        *_wrong_files(bundle),
        *_wrong_distributions(bundle.distributions(), pins),
    ]


def _config(project: Path) -> dict[str, Any]:
    try:
        text = (project / OUTPUT / "functions" / f"{FUNCTION}.func" / CONFIG).read_text()
    except OSError:
        raise InvalidInput(f"`vercel build` made no function {FUNCTION} in {project}") from None
    config: dict[str, Any] = json.loads(text)
    return config


def _wrong_size(bundle: Bundle) -> list[str]:
    found = []
    if (size := bundle.bytes() / MEGABYTE) > FUNCTION_MB_MAX:
        biggest = ", ".join(name for name, _ in bundle.packages().most_common(3))
        found.append(
            f"the function is {size:.1f} MB unpacked, more than {FUNCTION_MB_MAX} MB;"
            f" the biggest parts are {biggest}"
        )
    if not any(name.endswith(".pyc") for name in bundle.files):
        found.append("the function holds no .pyc: its first start would compile every module")
    return found


def _wrong_files(bundle: Bundle) -> list[str]:
    found = []
    if bundle.functions != (FUNCTION,):
        found.append(f"{FUNCTION} is the one function, not {', '.join(bundle.functions)}")
    strangers = sorted(
        name
        for name in bundle.files
        if name.partition("/")[0] not in {*OURS, VENDORED, HANDLER}
        or (
            name.partition("/")[0] in OURS
            and Path(name).suffix not in OUR_SUFFIXES
            and name != OWN_SHELL
            and not name.startswith(FONTS)
        )
        or (name.startswith(f"{VENDORED}/") and name.split("/")[1] in {*OURS, "mlops", "tests"})
    )
    if strangers:
        found.append(f"the function holds what does not serve: {_some(strangers)}")
    found += _wrong_shell(bundle)
    if sources := sorted(
        name
        for name in bundle.page
        if Path(name).suffix not in PAGE_SUFFIXES and name not in PUBLISHED
    ):
        found.append(f"the page holds what no reader loads: {_some(sources)}")
    return found


def _wrong_shell(bundle: Bundle) -> list[str]:
    found = []
    if "index.html" in bundle.page:
        found.append('the page has an index.html, which would be answered to "/" unfilled')
    if FRONT_SHELL in bundle.page:
        found.append(f"the page has a {FRONT_SHELL}, which is the function's to fill")
    if SHELL not in bundle.page:
        found.append(f"the page has no {SHELL}")
    elif OWN_SHELL not in bundle.files:
        found.append(f"the function has no {OWN_SHELL}, so it cannot answer with the page")
    elif not (own := _scripts(bundle.files[OWN_SHELL])) or own != _scripts(bundle.page[SHELL]):
        found.append(f"{OWN_SHELL} begins another script than the {SHELL} of its deployment")
    return found


def _scripts(shell: Path) -> set[str]:
    return {*_SCRIPT.findall(shell.read_text())}


def _wrong_distributions(installed: Mapping[str, str], pins: Mapping[str, Pin]) -> list[str]:
    found = [
        f"{name} {version} is installed, and the lock file has"
        f" {pins[name].version if name in pins else 'none'}"
        for name, version in sorted(installed.items())
        if name not in THEIRS and (name not in pins or pins[name].version != version)
    ]
    missing = [name for name, pin in pins.items() if name not in installed and not pin.marked]
    return found + [f"{name} is in the lock file and not in the function" for name in missing]


def _some(names: list[str], most: int = 5) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
