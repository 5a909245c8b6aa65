"""`candor reproduce` believes digests only, names what differs, and says it by its exit code."""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from functions.domain.canonical import canonical_json
from functions.domain.ledger import leaf_hash
from functions.domain.reproduce import Evidence
from mlops.reproduction import commands
from mlops.reproduction.site import Site
from tests.functions.domain.test_reproduce import HONEST

URL = "https://site.example"
ID = HONEST.slot.id
INDEX = 7
Answers = dict[str, bytes]


def answers(given: Evidence = HONEST, *, index: int = INDEX) -> Answers:
    """What a site says that has one promotion and one forecast on its ledger."""
    body, promotion = given.body.decode(), given.promotion
    shown = {
        "id": ID, "ledger_index": index, "leaf_hash": given.leaf_hash.hex(),
        "record": json.loads(body), "outcome": None,
    }  # fmt: skip
    promoted = {"ledger_index": 0, "version": 3, "role": "champion"}
    assert promotion is not None
    return {
        f"/api/v1/forecasts/{ID}": _json({"forecast": shown}),
        f"/api/v1/forecasts/{ID}/artifact": given.artifact,
        f"/api/v1/forecasts/{ID}/input": given.window,
        "/api/v1/models": _json({"promotions": [promoted]}),
        "/api/v1/ledger?limit=1": _json({"size": index + 1}),
        "/api/v1/ledger?after=-1&limit=1": _page(0, "promotion", promotion.decode()),
        f"/api/v1/ledger?after={index - 1}&limit=1": _page(index, "forecast", body),
    }


def _page(index: int, kind: str, body: str) -> bytes:
    return _json({"entries": [{"index": index, "kind": kind, "body": body}]})


def _json(document: Any) -> bytes:
    return json.dumps(document).encode()


Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command against a site that gives these answers, and 404 for all else."""

    def command(given: Answers, *words: str) -> tuple[int, str]:
        def handle(request: httpx.Request) -> httpx.Response:
            body = given.get(request.url.raw_path.decode())
            if body is None:
                return httpx.Response(404, json={"detail": "there is no such thing here"})
            return httpx.Response(200, content=body)

        site = partial(Site, transport=httpx.MockTransport(handle))
        monkeypatch.setattr(commands, "Site", site)
        done = CliRunner().invoke(commands.app, [*words, "--url", URL])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done.exit_code, done.output

    return command


def test_an_honest_forecast_is_shown_step_by_step(run: Run) -> None:
    code, said = run(answers(), ID)
    assert code == 0
    assert f"{ID}: reproduced" in said
    assert "1 of 1 reproduced." in said
    for step in ("leaf_hash", "input_digest", "quantiles[0.05].price", "record"):
        assert step in said
    assert "DIFFERS" not in said


def test_of_many_only_what_differs_is_shown(run: Run) -> None:
    code, said = run(answers(), ID, ID)
    assert (code, said.count("reproduced (")) == (0, 2)
    assert "quantiles" not in said


def test_a_forecast_drawn_from_the_ledger_is_found(run: Run) -> None:
    site = answers(index=1)
    code, said = run(site, "--random", "1", "--seed", "1")
    assert (code, "1 of 1 reproduced." in said) == (0, True)
    code, said = run(site, "--random", "2")
    assert (code, "2 forecasts were not found" in said) == (2, True)


@pytest.mark.parametrize(
    ("part", "first"), [("artifact", "artifact_digest"), ("input", "input_digest")]
)
def test_bytes_of_another_digest_are_not_believed(run: Run, part: str, first: str) -> None:
    site = answers()
    path = f"/api/v1/forecasts/{ID}/{part}"
    site[path] = site[path].replace(b"5", b"6", 1)
    code, said = run(site, ID)
    assert (code, f"DIFFERS first at {first}" in said) == (1, True)
    assert "0 of 1 reproduced." in said


def test_a_page_that_shows_another_record_than_the_ledger_has_is_named(run: Run) -> None:
    path = f"/api/v1/forecasts/{ID}"
    site = answers()
    shown = json.loads(site[path])
    shown["forecast"]["record"]["p_up"] = "0.700000"
    code, said = run({**site, path: _json(shown)}, ID)
    assert (code, "DIFFERS first at document" in said) == (1, True)


def test_a_record_made_after_the_fact_does_not_follow_from_its_model(run: Run) -> None:
    body = canonical_json({**json.loads(HONEST.body), "p_up": "0.700000"})
    code, said = run(answers(replace(HONEST, body=body, leaf_hash=leaf_hash(body))), ID)
    assert (code, "DIFFERS first at p_up" in said) == (1, True)


@pytest.mark.parametrize("path", [path for path in answers() if "limit=1" not in path])
@pytest.mark.parametrize("body", [None, b"<html>", b"[]", b"{}", b"[" * 100_000])
def test_what_cannot_be_had_is_neither_equal_nor_different(
    run: Run, path: str, body: bytes | None
) -> None:
    site = answers()
    del site[path]
    code, said = run(site if body is None else {**site, path: body}, ID)
    if body is None or path.endswith(("models", ID)):
        assert code == 2, said
        assert "Error: " in said
    else:  # other bytes than the digest's were had
        assert code == 1, said


def test_a_site_that_does_not_answer_is_named(unused_tcp_port: int) -> None:
    url = f"http://127.0.0.1:{unused_tcp_port}"
    done = CliRunner().invoke(commands.app, [ID, "--url", url])
    assert done.exit_code == 2
    assert f"site: {url}/api/v1/forecasts/{ID}: ConnectError" in done.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "name a forecast"),
        (["tomorrow"], "is no forecast id"),
        ([ID, "--url", "site.example"], "write it as https://site"),
    ],
)
def test_a_question_that_cannot_be_meant_is_refused(words: list[str], said: str) -> None:
    done = CliRunner().invoke(commands.app, words)
    assert (done.exit_code, said in done.output) == (2, True)
