"""`candor backtest` writes what was promised, the same bytes each time, or says what is wrong."""

import csv
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from functions.domain.artifact import load_artifact
from functions.domain.horizon import Horizon
from functions.domain.model import forecast_all
from mlops.backtest import backtest as module
from mlops.backtest import commands
from mlops.history.read import read_history
from mlops.training.dataset import Dataset
from mlops.training.export import export
from mlops.training.fit import fit
from mlops.training.walk_forward import Block, ByHorizon
from tests.fakes.market import market
from tests.mlops.backtest.conftest import HOURS, Run, write_history

HEADER = "issued_at,horizon_hours,q05,q10,q25,q50,q75,q90,q95,p_up"
MODEL_QUANTILES = (2, 3, 5, 8, 11, 13, 14)
"""Where .05 .10 .25 .50 .75 .90 .95 stand among the levels."""


def rows(path: Path) -> list[dict[str, str]]:
    with path.open() as file:
        return list(csv.DictReader(file))


def test_every_hour_has_a_row_a_horizon_from_start_to_before_the_end(run: Run) -> None:
    path = run()
    assert path.read_text().splitlines()[0] == HEADER
    found = rows(path)
    assert len(found) == 60 * 4
    assert (found[0]["issued_at"], found[-1]["issued_at"]) == (
        "2024-03-31T12:00:00Z", "2024-04-02T23:00:00Z",
    )  # fmt: skip
    assert [row["horizon_hours"] for row in found[:4]] == ["1", "4", "24", "168"]
    for row in found:
        quantiles = [float(row[name]) for name in HEADER.split(",")[2:-1]]
        assert all(low <= high for low, high in pairwise(quantiles))
        assert row["p_up"] == "0.50000000"


def test_a_row_is_what_serving_would_have_said(run: Run, history_file: Path) -> None:
    candles = read_history(history_file, datetime(2100, 1, 1, tzinfo=UTC)).candles
    known = Dataset.from_candles(candles).known_at(datetime(2024, 4, 1, tzinfo=UTC))
    exported = export(fit(known), known)
    artifact = load_artifact(exported.raw, exported.digest)
    cutoff = datetime(2024, 4, 2, 5, tzinfo=UTC)
    served = forecast_all(artifact, candles, cutoff, Horizon)
    written = [
        row for row in rows(run(model="champion")) if row["issued_at"] == "2024-04-02T05:00:00Z"
    ]
    for horizon, row in zip(Horizon, written, strict=True):
        quantiles = [float(row[name]) for name in HEADER.split(",")[2:-1]]
        expected = [served[horizon].model.returns[at] for at in MODEL_QUANTILES]
        assert quantiles == pytest.approx(expected, abs=6e-9)


def test_hours_that_are_missing_later_change_no_row_before_them(
    run: Run, history_file: Path, tmp_path: Path
) -> None:
    lines = history_file.read_text().splitlines()
    cut = tmp_path / "cut.csv"
    kept = [line for line in lines if not line.startswith("20") or line < "2024-04-02T00"]
    cut.write_text("\n".join(kept) + "\n")
    whole = run("--no-cache").read_text().splitlines()
    shorter = run("--no-cache", candles=str(cut), out="cut_forecasts.csv").read_text().splitlines()
    assert len(shorter) == 1 + 4 * (36 + 1)  # up to the cutoff at which the last hour closed
    assert whole[: len(shorter)] == shorter


def test_a_model_that_is_shown_the_future_would_change_the_file(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = run("--no-cache").read_bytes()

    def leak(panel: object, cutoff: int) -> object:  # noqa: ARG001
        return panel

    monkeypatch.setattr("mlops.training.panel.Panel.until", leak)
    assert run("--no-cache", out="leaky.csv").read_bytes() != honest


def test_the_same_input_gives_the_same_bytes_with_the_cache_and_without(
    run: Run, tmp_path: Path
) -> None:
    outputs = [run(out="1.csv"), run(out="2.csv"), run("--no-cache", out="3.csv")]
    assert len({path.read_bytes() for path in outputs}) == 1
    assert len({path.with_suffix(".html").read_bytes() for path in outputs}) == 1
    assert len(list((tmp_path / "cache").glob("*.npz"))) == 2 * 5  # two months, five models


def test_a_second_run_fits_nothing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    first = run(out="1.csv").read_bytes()

    def refuse(panel: object, block: Block) -> ByHorizon:
        raise AssertionError(f"{block} of {panel} is fitted again")

    monkeypatch.setattr("mlops.training.walk_forward._forecast", refuse)
    assert run(out="2.csv").read_bytes() == first
    with pytest.raises(AssertionError, match="is fitted again"):
        run("--no-cache", out="3.csv")


def test_forecasts_whose_outcome_lies_beyond_the_candles_are_written(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    found = rows(run(start="2024-04-09", end="2024-05-01"))
    assert found[-1]["issued_at"] == "2024-04-10T00:00:00Z"  # the last candle closed then
    assert found[-1]["horizon_hours"] == "168"
    said = capsys.readouterr().out
    assert "the candles end at 2024-04-10T00:00:00Z, before the end" in said
    assert "7d       0" in said  # no 7-day outcome is known: the table says so


def test_the_table_has_every_baseline_and_every_year(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    run(model="garch-t")
    said = capsys.readouterr().out
    for word in ("garch-t", "ewma", "rolling-365d", "unconditional", "\n2024  1.000 / "):
        assert word in said
    assert "240 forecasts in " in said


def test_a_cutoff_without_its_candle_is_left_out_and_said(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    found = {row["issued_at"] for row in rows(run(start="2024-04-03", end="2024-04-05"))}
    assert len(found) == 47
    assert "2024-04-03T19:00:00Z" not in found  # hour 2250 is missing
    assert "1 cutoffs lack candles" in capsys.readouterr().out


def test_a_bad_row_is_named_by_its_line_and_left_out(
    run: Run, history_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = history_file.read_text().splitlines()
    lines[50] = lines[50].replace(",", ",-", 1)
    bad = tmp_path / "bad.csv"
    bad.write_text("\n".join(lines) + "\n")
    assert len(rows(run(candles=str(bad)))) == 240
    assert "bad.csv line 51 is left out: open is outside low..high" in capsys.readouterr().out


def test_two_files_are_settled_hour_by_hour(run: Run, tmp_path: Path) -> None:
    candles = market(HOURS, seed=5)
    early, late = candles[: 60 * 24], candles[50 * 24 :]
    files = [
        write_history(tmp_path / name, part) for name, part in (("a.csv", early), ("b.csv", late))
    ]
    one = run(candles=str(write_history(tmp_path / "c.csv", candles)))
    both = run("--candles", str(files[1]), candles=str(files[0]), out="both.csv")
    assert both.read_bytes() == one.read_bytes()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (
            {"model": "lstm"},
            "there is no model 'lstm'; choose from champion, two-stage-har, log-har",
        ),
        ({"start": "2024-04-03"}, "is not before the end 2024-04-03T00:00:00Z"),
        ({"start": "2023-01-01"}, "the candles begin at 2024-01-01T00:00:00Z"),
        ({"start": "2024-02-01"}, "2024-03-31T02:00:00Z is the earliest start"),
        ({"start": "2025-01-01", "end": "2025-02-01"}, "the candles end at 2024-04-10T00:00:00Z"),
        ({"start": "soon"}, "'soon' is no ISO 8601 instant such as"),
        ({"out": "/nowhere/at/all.csv"}, "the folder /nowhere/at is not there"),
        ({"candles": "/nowhere.csv"}, "/nowhere.csv"),
        ({"out": "/tmp"}, "/tmp is a folder; give the name of a file in it"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    run: Run, capsys: pytest.CaptureFixture[str], options: dict[str, str], sentence: str
) -> None:
    with pytest.raises(SystemExit) as exit_:
        run(**options)
    assert exit_.value.code == 1
    assert sentence in capsys.readouterr().err


def test_a_history_is_never_written_over(
    run: Run, history_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = history_file.read_bytes()
    for options in ({"out": str(history_file)}, {"report": str(history_file)}):
        with pytest.raises(SystemExit):
            run(**options)
        assert "is one of the candle files; write somewhere else" in capsys.readouterr().err
    assert history_file.read_bytes() == before


def test_without_a_place_for_the_cache_it_goes_on_and_says_so(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "cache").write_text("in the way")
    assert run().exists()
    assert "nothing is remembered, as" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "hour"),
    [("2024-08-01", 0), ("2024-08-01T05:00", 5), ("2024-08-01T05:00+02:00", 3)],
)
def test_an_instant_without_a_time_zone_is_utc(text: str, hour: int) -> None:
    assert module.parse_utc(text) == datetime(2024, 8, 1, hour, tzinfo=UTC)


def test_the_report_lies_where_it_is_wanted(run: Run, tmp_path: Path) -> None:
    run("--report", str(tmp_path / "page.html"))
    assert (tmp_path / "page.html").read_text().startswith("<!doctype html>")
    assert not (tmp_path / "forecasts.html").exists()
    assert commands.CACHE.is_dir()


def test_losses_in_the_table_are_those_of_the_file(
    run: Run, history_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    closes = {
        candle.close_time: float(candle.close)
        for candle in read_history(history_file, datetime(2100, 1, 1, tzinfo=UTC)).candles
    }

    def loss(path: Path) -> float:
        levels = np.array([0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95])
        found = []
        for row in rows(path):
            cutoff = datetime.fromisoformat(row["issued_at"])
            target = cutoff + Horizon.H1.length
            if row["horizon_hours"] == "1" and target in closes and cutoff in closes:
                quantiles = np.array([float(row[name]) for name in HEADER.split(",")[2:-1]])
                error = np.log(closes[target] / closes[cutoff]) - quantiles
                found.append(np.maximum(levels * error, (levels - 1) * error).mean())
        return float(np.mean(found))

    ratio = loss(run()) / loss(run(model="garch-t", out="garch.csv"))
    line = next(x for x in capsys.readouterr().out.splitlines() if x.startswith("1h "))
    assert line.split()[2] == f"{ratio:.3f}"
