"""Runs what compose.yaml says as plain processes, each from its image's own files."""

import re
import signal
import subprocess
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from mlops.local.free_port import accepts_connections, free_port
from mlops.local.monitoring_servers import alertmanager_program, missing_programs
from mlops.local.postgres import PostgresServer
from mlops.local.process import Command, running, stop
from mlops.local.settings import REPOSITORY
from mlops.local.valkey import ValkeyServer
from tests.slow.dockerfile import Image, lay_out

READY_S_MAX = 240
ONCE_S_MAX = 480
OFFICIAL = ("postgres", "valkey")
MONITORING = "mlops/monitoring"
"""The context of images over an official one whose program is installed here or not."""
VARIABLE = re.compile(r"\$\{(\w+)(?::([?-])([^}]*))?\}")


def services_of(path: Path) -> dict[str, Any]:
    """The services as they are written, merged as YAML merges."""
    services: dict[str, Any] = yaml.safe_load(path.read_text())["services"]
    return services


def interpolated(text: str, variables: dict[str, str]) -> str:
    """What compose makes of a text: `${NAME}`, `${NAME:-default}`, `${NAME:?error}`, `$$`."""

    def value(found: re.Match[str]) -> str:
        name, how, word = found.groups()
        if given := variables.get(name):
            return given
        assert how != "?", f"{name}: {word}"
        assert how == "-" or name in variables, f"{name} is not set"
        return word or ""

    return VARIABLE.sub(value, text).replace("$$", "$")


@dataclass
class Composed:
    """The services of one compose.yaml, with a port of this machine for each of theirs."""

    services: dict[str, Any]
    variables: dict[str, str]
    folder: Path
    uv: str
    python: Path
    ports: dict[str, dict[int, int]] = field(default_factory=dict)
    images: dict[str, Image] = field(default_factory=dict)
    stack: ExitStack = field(default_factory=ExitStack)

    def __post_init__(self) -> None:
        """Give each address that compose.yaml names a port of this machine."""
        self._laid_out: dict[str, dict[Path, int]] = {}
        named = "|".join(sorted(self.services, key=len, reverse=True))
        self._address = re.compile(rf"(?<![\w-])({named}):(\d+)\b")
        said = [{**one, "image": ""} for one in self.services.values()]  # a version is no port
        for name, port in self._address.findall(str(said)):
            mine = self.ports.setdefault(name, {})
            mine.setdefault(int(port), free_port())

    def start(self) -> None:
        """Start every service after those it waits for, one-shots run to their end."""
        started: set[str] = set()
        while len(started) < len(self.services):
            ready = [
                name
                for name, one in self.services.items()
                if name not in started and set(one.get("depends_on", {})) <= started
            ]
            assert ready, f"these wait for each other: {self.services.keys() - started}"
            for name in ready:
                if name in OFFICIAL:
                    self._start_official(name)
                elif self.services[name].get("build", {}).get("context") == MONITORING:
                    self._start_monitoring(name)
                else:
                    self._start(name)
                started.add(name)

    def url(self, name: str, port: int | None = None) -> str:
        """Where a service answers here: at its port, or at one of several."""
        return f"http://127.0.0.1:{self._port(name, port)}"

    def log(self, name: str) -> str:
        """What a service has said."""
        return (self.folder / f"{name}.log").read_text()

    def written_in_images(self) -> set[str]:
        """What was written where a container may not write."""
        return {
            str(path)
            for dockerfile, image in self.images.items()
            for path, version in _versions(image.root).items()
            if self._laid_out[dockerfile].get(path) != version
        }

    def _start_official(self, name: str) -> None:
        given = self.services[name]["environment"]
        port = self._port(name)
        if name == "postgres":
            secret = interpolated(given["POSTGRES_PASSWORD"], self.variables)
            server: PostgresServer | ValkeyServer = PostgresServer(
                self.folder / name, port, secret, secret
            )
        else:
            words = [interpolated(one, self.variables) for one in self.services[name]["command"]]
            secret = words[words.index("--requirepass") + 1]
            server = ValkeyServer(self.folder / name, port, secret)
        server.prepare()
        log = self.stack.enter_context((self.folder / f"{name}.log").open("wb"))
        self.stack.enter_context(running(server.command(), log, server.is_ready, 30))

    def _start_monitoring(self, name: str) -> None:
        """The start.sh of its image with this machine's program; not at all without one."""
        if missing_programs():
            return
        one = self.services[name]
        folder = (REPOSITORY / MONITORING / one["build"]["dockerfile"]).parent
        env = {key: self._given(name, value) for key, value in one["environment"].items()} | {
            "ALERTMANAGER": alertmanager_program(),
            "DATA_DIR": str(self.folder / "data" / name),
            "LISTEN": "127.0.0.1",
        }
        command = Command((str(folder / "start.sh"),), env=env)
        log = self.stack.enter_context((self.folder / f"{name}.log").open("wb"))
        self.stack.enter_context(
            running(command, log, lambda: accepts_connections(self._port(name)), 30)
        )

    def _port(self, name: str, port: int | None = None) -> int:
        mine = self.ports[name]
        return mine[port] if port else next(iter(mine.values()))

    def _start(self, name: str) -> None:
        one = self.services[name]
        image = self._image(name)
        env = {
            # Whatever is written at home is written into the image, and found out.
            "HOME": str(image.root),
            "PATH": f"{image.venv / 'bin'}:/usr/bin:/bin",
            **{key: self._given(name, value) for key, value in image.env.items()},
            **{key: self._given(name, value) for key, value in one.get("environment", {}).items()},
        }
        words = (
            [self._given(name, word) for word in one["command"]]
            if "command" in one
            else [self._here(name, word) for word in image.command]
        )
        if str(one["restart"]).startswith("on-failure:"):
            self._run_once(name, words, image, env, int(one["restart"].split(":")[1]))
            return
        options = {**Command((), cwd=image.root).popen_options(), "env": env}
        log = self.stack.enter_context((self.folder / f"{name}.log").open("wb"))
        process = subprocess.Popen(words, stdout=log, stderr=log, **options)
        self.stack.callback(stop, process, signal.SIGTERM)
        test = one.get("healthcheck", {}).get("test", ["CMD", *image.health])[1:]
        if test:
            self._await_health(name, [self._here(name, word) for word in test], options, process)

    def _run_once(
        self, name: str, words: list[str], image: Image, env: dict[str, str], restarts: int
    ) -> None:
        """Run to the end, and again after a failure, as often and as late as an engine does."""
        options = {**Command((), cwd=image.root).popen_options(), "env": env}
        with (self.folder / f"{name}.log").open("wb") as log:
            for attempt in range(1 + restarts):
                process = subprocess.Popen(words, stdout=log, stderr=log, **options)
                self.stack.callback(stop, process, signal.SIGTERM)
                if process.wait(ONCE_S_MAX) == 0:
                    return
                time.sleep(0.1 * 2**attempt)
        raise AssertionError(f"{name} failed {1 + restarts} times:\n{self.log(name)}")

    def _await_health(
        self, name: str, test: list[str], options: dict[str, Any], process: subprocess.Popen[bytes]
    ) -> None:
        deadline = time.monotonic() + READY_S_MAX
        while subprocess.run(test, check=False, capture_output=True, **options).returncode:
            assert process.poll() is None, f"{name} ended:\n{self.log(name)}"
            assert time.monotonic() < deadline, f"{name} is not well:\n{self.log(name)}"
            time.sleep(0.2)
        assert accepts_connections(self._port(name))

    def _image(self, name: str) -> Image:
        dockerfile = self.services[name]["build"]["dockerfile"]
        if dockerfile not in self.images:
            folder = self.folder / dockerfile.replace("/", "-")
            image = lay_out(REPOSITORY / dockerfile, folder, self.uv, self.python)
            for data in image.data_folders:
                (self.folder / data.removeprefix("/")).mkdir(parents=True, exist_ok=True)
            self.images[dockerfile] = image
            self._laid_out[dockerfile] = _versions(image.root)
        return self.images[dockerfile]

    def _given(self, name: str, text: str) -> str:
        """A text of compose.yaml as it is right here."""
        return self._here(name, interpolated(text, self.variables))

    def _here(self, name: str, text: str) -> str:
        """A text with this machine's hosts, ports and folders for those of containers."""
        text = self._address.sub(lambda at: f"127.0.0.1:{self.ports[at[1]][int(at[2])]}", text)
        for own, mine in self.ports.get(name, {}).items():
            text = re.sub(rf"(?<![\w-]){own}(?![\w-])", str(mine), text)
        return text.replace("0.0.0.0", "127.0.0.1").replace("/data/", f"{self.folder}/data/")


def _versions(root: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in root.rglob("*") if path.is_file()}
