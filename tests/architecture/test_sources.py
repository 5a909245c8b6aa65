"""What every source file keeps to: its size, the clock, the environment, what it may name."""

import ast
import json
import re
import subprocess
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from mlops.deployment.audit import NPM_LOCKS

REPOSITORY = Path(__file__).resolve().parents[2]
LINES_MAX = 250
FUNCTION_LINES_MAX = 70
SOURCES = {".py", ".ts", ".tsx", ".css", ".html", ".sql", ".sh", ".toml", ".yml", ".yaml", ".js"}
GENERATED = {"frontend/src/api/schema.gen.ts"}
# One file on purpose: whoever checks the record downloads it alone, and reads it from the top.
PUBLISHED = {"frontend/public/verify.py": 1475}

CLOCK = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"}
ENVIRONMENT = {"os.environ", "os.getenv", "os.putenv"}
MAY_READ = {
    "functions/adapters/system.py": CLOCK,
    "functions/environment.py": ENVIRONMENT,
    "mlops/local/settings.py": ENVIRONMENT,
    "mlops/deployment/vercel/tools.py": ENVIRONMENT,  # hands it on to Vercel's command line
    "mlops/tracking/app.py": ENVIRONMENT,  # inside the MLflow server
    "mlops/tracking/authorize.py": ENVIRONMENT,  # inside the MLflow server
    "mlops/tracking/serve.py": ENVIRONMENT,  # a process of its own, which turns into MLflow
    "mlops/local/process.py": ENVIRONMENT,  # hands it on to child processes
}

WHOLE = {"compose.yaml": 350, "render.yaml": 350}
"""Every service of an environment, in the one file that its reader takes."""

# Written so that this file does not name what it looks for.
REGISTRY = re.compile(
    r"\bpy[p]i\.|python[h]osted|npm[j]s\.(?:org|com)|deb\.debian[.]org|security\.debian[.]org"
)
MACHINE_PATH = re.compile(r"(?<![\w./-])/(?:work|root|home/\w+)/")
REQUIREMENT = re.compile(r"[A-Za-z0-9._-]+(?:\[[a-z,]+\])?==[^ ;]+(?: ; [^\\]+)? \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?")


def tracked() -> list[str]:
    """Every committed file that is still there, relative to the repository."""
    done = subprocess.run(
        ("git", "ls-files", "-z"), cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    return [name for name in done.stdout.split("\0") if name and (REPOSITORY / name).is_file()]


def python_files(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    """Path and syntax tree of the committed Python files under some folders."""
    for name in tracked():
        if name.endswith(".py") and name.startswith(folders):
            yield name, ast.parse((REPOSITORY / name).read_text())


def test_no_source_file_is_longer_than_a_reader_can_hold() -> None:
    sizes = {
        name: len((REPOSITORY / name).read_text().splitlines())
        for name in tracked()
        if Path(name).suffix in SOURCES and name not in GENERATED
    }
    assert len(sizes) > 100
    limits = dict.fromkeys(sizes, LINES_MAX) | PUBLISHED | WHOLE
    assert {name: size for name, size in sizes.items() if size > limits[name]} == {}


def test_no_function_is_longer_than_a_screen() -> None:
    long = {
        f"{name}:{node.name}": lines
        for name, tree in python_files("api/", "functions/", "mlops/", "tests/", *PUBLISHED)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or node.lineno) - node.lineno + 1) > FUNCTION_LINES_MAX
    }
    assert long == {}


def test_clock_and_environment_are_read_in_one_place_each() -> None:
    elsewhere = [
        f"{name}:{node.lineno} reads {dotted}"
        for name, tree in python_files("api/", "functions/", "mlops/")
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and (dotted := _dotted(node)) in (CLOCK | ENVIRONMENT) - MAY_READ.get(name, set())
    ]
    assert elsewhere == []
    renamed = [
        f"{name}:{node.lineno} imports {alias.name} from {node.module}"
        for name, tree in python_files("api/", "functions/", "mlops/")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if f"{node.module}.{alias.name}" in CLOCK | ENVIRONMENT
    ]
    assert renamed == []


def test_nothing_committed_names_a_registry_or_a_folder_of_one_machine() -> None:
    named = []
    for name in tracked():
        try:
            text = (REPOSITORY / name).read_text()
        except UnicodeDecodeError:
            continue  # an image names nothing
        for number, line in enumerate(text.splitlines(), 1):
            if found := REGISTRY.search(line) or MACHINE_PATH.search(line):
                named.append(f"{name}:{number} names {found[0]}")
    assert named == []


def test_the_lists_of_what_must_not_be_named_recognise_it() -> None:
    registry = "".join(("https://files.python", "hosted.org/packages"))
    folder = "/".join(("", "root", "checkout", "main"))
    assert REGISTRY.search(registry)
    assert MACHINE_PATH.search(f"cd {folder}")
    assert not MACHINE_PATH.search(".github/workflows/ and docs/work/plan")


@pytest.mark.parametrize("path", sorted((REPOSITORY / "requirements").glob("*.txt")), ids=str)
def test_requirements_are_versions_with_hashes_and_nothing_else(path: Path) -> None:
    lines = path.read_text().splitlines()
    strange = [line for line in lines if not (REQUIREMENT.fullmatch(line) or HASH.fullmatch(line))]
    assert strange == []
    follows = pairwise(lines)
    assert all(HASH.fullmatch(after) for line, after in follows if REQUIREMENT.fullmatch(line))


@pytest.mark.parametrize("name", NPM_LOCKS)
def test_an_npm_lock_file_pins_contents_not_places(name: str) -> None:
    lock = json.loads((REPOSITORY / name / "package-lock.json").read_text())
    packages = {name: one for name, one in lock["packages"].items() if name}
    assert packages
    assert [name for name, one in packages.items() if "resolved" in one] == []
    assert [name for name, one in packages.items() if "integrity" not in one] == []


def _dotted(node: ast.Attribute) -> str:
    owner = node.value
    if isinstance(owner, ast.Attribute):  # datetime.datetime.now
        return f"{owner.attr}.{node.attr}"
    return f"{owner.id}.{node.attr}" if isinstance(owner, ast.Name) else ""
