"""Model versions carry their backtest, promotions their place in the ledger."""

from typing import Any

import pytest
from pydantic import ValidationError

from functions.documents.models import models
from functions.domain.record import ModelRef
from functions.ports.models import ModelVersion, Promotion, TrainedModel
from tests.functions.documents.settled import DIGEST, WORLD, T

ROW = {
    "horizon": "24h",
    "forecasts": 500,
    "pinball": {"model": "0.004"},
    "pinball_ratio": {"ewma": "0.95"},
    "coverage": {"80": "0.801"},
}


def version(evaluation: list[dict[str, Any]]) -> ModelVersion:
    trained = TrainedModel(DIGEST, "log-har", T, 20_000, evaluation)
    return ModelVersion(ModelRef(2, DIGEST), trained, T, "champion")


def test_a_version_shows_its_digest_role_and_backtest() -> None:
    shown = models(WORLD, [version([ROW])], []).versions[0]
    assert (shown.version, shown.digest, shown.role) == (2, DIGEST, "champion")
    assert (shown.name, shown.training_hours, shown.trained_until) == ("log-har", 20_000, T)
    assert [row.model_dump(mode="json") for row in shown.evaluation] == [ROW]


def test_a_promotion_shows_its_place_in_the_ledger() -> None:
    line = Promotion(4, ModelRef(2, DIGEST), "champion", T)
    shown = models(WORLD, [], [line]).promotions[0]
    assert (shown.ledger_index, shown.version, shown.digest) == (4, 2, DIGEST)


@pytest.mark.parametrize("wrong", [{"horizon": "2h"}, {"pinball": {"model": "nan"}}, {"more": 1}])
def test_an_evaluation_of_another_shape_is_not_shown_as_one(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        models(WORLD, [version([{**ROW, **wrong}])], [])
