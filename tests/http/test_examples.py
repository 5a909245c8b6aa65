"""The examples that the page shows, run as a reader would, against the running app."""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import httpx
import pytest

from tests.http.runtimes.gateway import GATEWAY
from tests.http.runtimes.runtime import Runtime

REPOSITORY = Path(__file__).parents[2]
EXAMPLES = REPOSITORY / "frontend" / "examples"
SHOWN_SITE = "https://candor.example"
RUN_S_MAX = 60
TRANSPILE = """
const { transpileModule, ModuleKind, ScriptTarget } = require("typescript");
const { readFileSync } = require("node:fs");
const compilerOptions = { module: ModuleKind.ESNext, target: ScriptTarget.ES2022 };
process.stdout.write(
  transpileModule(readFileSync(0, "utf8"), { compilerOptions }).outputText);
"""

needs_tools = pytest.mark.skipif(
    not all(map(shutil.which, ("curl", "jq", "node"))),
    reason="curl, jq and node are not all there; `apt-get install curl jq nodejs` brings them",
)
a_whole_site = pytest.mark.parametrize(
    "runtime", [pytest.param(GATEWAY, id=GATEWAY.name)], indirect=True, scope="session"
)


@pytest.fixture
def site(runtime: Runtime) -> str:
    """The address of a site that serves the page's files beside the API."""
    return runtime.url


def run(command: Sequence[str], folder: Path, text: str = "") -> str:
    """What a command printed; it must go well."""
    done = subprocess.run(
        command, cwd=folder, input=text, capture_output=True, text=True, timeout=RUN_S_MAX,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def said_by(name: str, site: str, folder: Path) -> str:
    """What an example prints when its site is this one."""
    source = (EXAMPLES / name).read_text()
    assert SHOWN_SITE in source
    text = source.replace(SHOWN_SITE, site)
    match Path(name).suffix:
        case ".sh":
            return run(["sh", "-e"], folder, text)
        case ".py":
            client = httpx.get(f"{site}/candor_client.py").raise_for_status().text
            (folder / "candor_client.py").write_text(client)
            return run([sys.executable, "-W", "error", "-"], folder, text)
        case _:
            (folder / "example.mjs").write_text(
                run(["node", "-e", TRANSPILE], REPOSITORY / "frontend", text)
            )
            return run(["node", "example.mjs"], folder)


def asked(site: str, path: str, **query: str) -> httpx.Response:
    return httpx.get(f"{site}{path}", params=query).raise_for_status()


def test_every_example_is_run_here() -> None:
    names = {path.stem for path in EXAMPLES.iterdir()}
    assert names == {"latest", "level", "history", "verify"}


@needs_tools
@a_whole_site
@pytest.mark.parametrize("language", ["sh", "py", "ts"])
def test_the_newest_forecast_is_told_as_the_api_has_it(
    site: str, tmp_path: Path, language: str
) -> None:
    said = said_by(f"latest.{language}", site, tmp_path)
    record = next(
        one["record"]
        for one in asked(site, "/api/v1/forecast").json()["forecasts"]
        if one["record"]["slot"]["horizon"] == "24h"
    )
    prices = {float(one["level"]): one["price"] for one in record["quantiles"]}
    assert prices[0.1] in said
    assert prices[0.9] in said


@needs_tools
@a_whole_site
@pytest.mark.parametrize("language", ["sh", "py", "ts"])
def test_the_chance_of_a_level_is_told_as_the_api_has_it(
    site: str, tmp_path: Path, language: str
) -> None:
    level = asked(site, "/api/v1/levels", horizon="24h", price="61000").json()
    said = said_by(f"level.{language}", site, tmp_path)
    for name in ("p_close_above", "p_touch"):
        chance = float(level[name])
        assert any(text in said for text in (level[name], str(chance), f"{chance:.0%}")), said


@needs_tools
@a_whole_site
@pytest.mark.parametrize("language", ["py", "ts"])
def test_the_whole_history_is_counted_across_its_pages(
    site: str, tmp_path: Path, language: str
) -> None:
    said = said_by(f"history.{language}", site, tmp_path)
    [own] = [
        one for one in asked(site, "/api/v1/scores").json()["horizons"] if one["horizon"] == "1h"
    ]
    held = round(own["scored"] * float(own["coverage"]["80"]))
    assert f"held {held} of {own['scored']} outcomes" in said
    assert f"{own['missed']} slots were missed" in said
    assert own["missed"] > 0


@needs_tools
@a_whole_site
def test_the_history_comes_as_a_file_with_a_line_a_slot(site: str, tmp_path: Path) -> None:
    assert "That is all of them." in said_by("history.sh", site, tmp_path)
    [file] = tmp_path.glob("candor-*.csv")
    expected = asked(site, "/api/v1/forecasts", horizon="1h", format="csv").text
    assert len(file.read_text().splitlines()) == len(expected.splitlines()) > 100


@needs_tools
@a_whole_site
def test_a_forecast_is_proved_with_the_published_verifier(site: str, tmp_path: Path) -> None:
    said = said_by("verify.sh", site, tmp_path)
    assert (tmp_path / "key").read_text().strip()
    assert "24h-" in said
