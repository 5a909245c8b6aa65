"""Lists say what was said and what came; scores say nothing where nothing is scored."""

from functions.documents.track_record import forecast_page, forecast_row, scores
from functions.domain.horizon import Horizon
from functions.ports.forecasts import Tally
from tests.functions.documents.scored_days import day
from tests.functions.documents.settled import OUTCOME, SLOT, WORLD, issued, missed


def tally(scored: int, pinball: dict[str, float]) -> Tally:
    return Tally(
        horizon=Horizon.H24,
        issued=10,
        missed=2,
        matured_unscored=1,
        scored=scored,
        pinball=pinball,
        crps={"model": 0.002, "ewma": 0.003},
        coverage={50: 0.5, 80: 7 / 9},
        pit_histogram=(1, 0, 2, 0, 1, 1, 1, 1, 1, 1),
    )


def test_a_pending_forecast_shows_its_interval_and_no_outcome() -> None:
    row = forecast_row(issued())
    assert row.status == "pending"
    assert row.id == SLOT.id
    assert (row.cutoff, row.target) == (SLOT.cutoff, SLOT.target)
    assert row.reference_price == row.q50_price == "118765.43"
    assert row.q10_price is not None
    assert row.q90_price is not None
    assert float(row.q10_price) < 118765.43 < float(row.q90_price)
    came = (row.outcome_price, row.pit, row.pinball, row.crps, row.covered_80)
    assert came == (None,) * 5


def test_a_scored_forecast_shows_the_models_own_scores() -> None:
    row = forecast_row(issued(outcome=OUTCOME))
    assert row.status == "scored"
    assert (row.outcome_price, row.pit) == ("119000.50", "0.765432")
    assert (row.pinball, row.crps, row.covered_80) == ("0.001234568", "0.002100000", True)


def test_a_missed_slot_shows_why_and_no_number() -> None:
    row = forecast_row(missed())
    assert (row.status, row.missed_reason, row.issued_at) == ("missed", "too late", None)
    numbers = (row.reference_price, row.q10_price, row.q50_price, row.q90_price, row.outcome_price)
    assert numbers == (None,) * 5


def test_a_page_keeps_the_order_and_passes_the_cursor_on() -> None:
    page = forecast_page(WORLD, [missed(), issued()], "24h-20250717T00Z")
    assert [row.status for row in page.forecasts] == ["missed", "pending"]
    assert page.next_cursor == "24h-20250717T00Z"


def test_ratios_are_the_models_loss_over_each_baselines() -> None:
    losses = {"model": 0.9, "ewma": 1.0, "unconditional": 1.2}
    days = [day(0, name, 9, 9 * loss) for name, loss in losses.items()]
    document = scores(WORLD, [tally(9, losses)], days)
    horizon = document.horizons[0]
    assert horizon.pinball_ratio == {"ewma": "0.900000", "unconditional": "0.750000"}
    assert horizon.coverage == {"50": "0.500000", "80": "0.777778"}
    assert horizon.crps == {"model": "0.002000000", "ewma": "0.003000000"}
    assert (horizon.issued, horizon.scored, horizon.missed) == (10, 9, 2)
    assert sum(horizon.pit_histogram) == 9


def test_a_baseline_without_loss_has_no_ratio() -> None:
    days = [day(0, "model", 1, 0.9), day(0, "ewma", 1, 0.0)]
    document = scores(WORLD, [tally(1, {"model": 0.9, "ewma": 0.0})], days)
    assert document.horizons[0].pinball_ratio == {}


def test_without_a_score_there_are_no_means() -> None:
    horizon = scores(WORLD, [tally(0, {})], []).horizons[0]
    assert horizon.skill is None
    assert horizon.coverage is horizon.pinball is horizon.crps is horizon.pinball_ratio is None


def test_a_baseline_that_came_later_is_compared_on_its_own_days() -> None:
    days = [
        day(0, "model", 24, 9.0),
        day(1, "model", 24, 1.0),
        day(1, "garch", 24, 2.0),
        day(2, "model", 24, 9.0),
        day(2, "garch", 23, 1.0),
    ]
    horizon = scores(WORLD, [tally(72, {"model": 0.9, "garch": 1.0})], days).horizons[0]
    assert horizon.pinball_ratio == {"garch": "0.500000"}
    assert horizon.skill is not None
    assert horizon.skill.days == 3
    assert horizon.skill.pinball_ratio == {"garch": None}


def test_each_horizon_is_judged_by_its_own_days() -> None:
    other = [day(0, "model", 24, 9.0, horizon=Horizon.H1)]
    horizon = scores(WORLD, [tally(9, {"model": 0.9})], other).horizons[0]
    assert horizon.skill is not None
    assert horizon.skill.days == 0
