"""Enough of a Dockerfile to do without Docker what it says: its files, its words, its variables."""

import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from mlops.local.settings import REPOSITORY

INSTRUCTION = re.compile(r"^([A-Z]+) (.*)$")


@dataclass(frozen=True)
class Image:
    """An image laid out in a folder: `root` is its /app, `venv` its /venv."""

    root: Path
    venv: Path
    env: dict[str, str]
    command: list[str]
    health: list[str]
    data_folders: list[str]


def instructions(path: Path) -> list[tuple[str, str]]:
    """Each instruction of a Dockerfile and what follows it."""
    text = re.sub(r"^\s*#.*\n", "", path.read_text(), flags=re.MULTILINE)
    lines = re.sub(r"\\\n\s*", "", text).splitlines()
    return [(found[1], found[2]) for line in lines if (found := INSTRUCTION.match(line))]


def lay_out(dockerfile: Path, folder: Path, uv: str, python: Path) -> Image:
    """Do what the last stage does: install what its lock names, copy what it copies, compile."""
    said = instructions(dockerfile)
    last = max(at for at, (word, _) in enumerate(said) if word == "FROM")
    root, venv = folder / "app", folder / "venv"
    root.mkdir(parents=True)
    _install(said, venv, uv, python)
    env: dict[str, str] = {}
    command, health, data = [], [], []
    for word, rest in said[last:]:
        if word == "ENV":
            env |= dict(re.findall(r'(\w+)="([^"]*)"', rest))
            env.pop("PATH", None)  # it leads to /venv; here, to `venv`
        elif word == "COPY" and "--from=packages" not in rest:
            _copy(rest, root)
        elif word == "RUN":
            compiling, _, making = rest.partition(" && install -d ")
            subprocess.run((venv / "bin/python", *compiling.split()[1:]), cwd=root, check=True)
            data = [one for one in making.split() if one.startswith("/data/")]
        elif word == "HEALTHCHECK":
            health = json.loads(rest[rest.index(" CMD ") + 5 :])
        elif word == "CMD":
            command = json.loads(rest)
    return Image(root, venv, env, command, health, data)


def _install(said: list[tuple[str, str]], venv: Path, uv: str, python: Path) -> None:
    [lock] = [
        rest.split()[0] for word, rest in said if word == "COPY" and "/requirements.txt" in rest
    ]
    subprocess.run((uv, "venv", "--quiet", "--python", python, venv), check=True)
    subprocess.run(
        (uv, "pip", "sync", "--quiet", "--python", venv / "bin/python", "--only-binary", ":all:",
         "--require-hashes", REPOSITORY / lock),
        check=True,
    )  # fmt: skip


def _copy(rest: str, root: Path) -> None:
    source, target = rest.removeprefix("--from=page ").split()
    # The page's stage does what `make setup` has done here.
    origin = REPOSITORY / source.replace("/page/dist", "frontend/dist")
    if "--from=" not in rest:
        assert is_in_context(source), f"{source} is not in .dockerignore's list"
    if origin.is_dir():
        shutil.copytree(origin, root / target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        (root / target).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(origin, root / target)


def is_in_context(source: str) -> bool:
    """Whether .dockerignore lets a path through: its last line that matches decides."""
    allowed = True
    for line in (REPOSITORY / ".dockerignore").read_text().splitlines():
        pattern = line.removeprefix("!")
        matches = any(
            fnmatch(str(part), pattern) for part in (Path(source), *Path(source).parents[:-1])
        )
        if line and not line.startswith("#") and matches:
            allowed = line.startswith("!")
    return allowed
