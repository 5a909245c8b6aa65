"""Artifacts of runs from before S3 go where MLflow looks for them now."""

from pathlib import Path

import pytest

from mlops.local.tracking_artifacts import move_artifacts

RUN = Path("1/abc/artifacts")


def test_every_file_keeps_its_path_and_moves_once(tmp_path: Path) -> None:
    before, bucket = tmp_path / "before", tmp_path / "s3/candor/mlflow/world"
    for name in ("model_card.md", "model/artifact.json"):
        path = before / RUN / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    assert move_artifacts(before, bucket) == 2
    assert (bucket / RUN / "model_card.md").read_text() == "model_card.md"
    assert (bucket / RUN / "model/artifact.json").read_text() == "model/artifact.json"
    assert move_artifacts(before, bucket) == 0


def test_where_there_was_no_folder_there_is_nothing_to_move(tmp_path: Path) -> None:
    assert move_artifacts(tmp_path / "none", tmp_path / "bucket") == 0
    assert not (tmp_path / "bucket").exists()


def test_a_move_that_fails_loses_nothing_and_is_finished_later(tmp_path: Path) -> None:
    before, bucket = tmp_path / "before", tmp_path / "bucket"
    (before / RUN).mkdir(parents=True)
    (before / RUN / "card").write_text("card")
    bucket.write_text("in the way")
    with pytest.raises(OSError, match="bucket"):
        move_artifacts(before, bucket)
    assert (before / RUN / "card").read_text() == "card"
    bucket.unlink()
    assert move_artifacts(before, bucket) == 1
