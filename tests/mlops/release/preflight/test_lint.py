"""New migrations are judged by a linter, as whoever reads meanwhile would judge them."""

from pathlib import Path

import pytest

from mlops.release.preflight.lint import lint
from tests.mlops.release.linter import needs_squawk

LIMITS = "SET LOCAL lock_timeout = '2s';\nSET LOCAL statement_timeout = '60s';\n"


def test_nothing_new_needs_no_linter(tmp_path: Path) -> None:
    assert lint([], tmp_path / "none") == []


def test_without_the_linter_nothing_new_passes(tmp_path: Path) -> None:
    [said] = lint([("0007.sql", LIMITS)], tmp_path / "none")
    assert "is not installed; run mlops/deployment/install_checks.sh" in said


def test_a_linter_that_fails_without_a_word_is_no_pass(tmp_path: Path) -> None:
    broken = tmp_path / "squawk"
    broken.write_text("#!/bin/sh\nexit 3\n")
    broken.chmod(0o755)
    [said] = lint([("0007.sql", LIMITS)], broken)
    assert "squawk ended with 3" in said


@needs_squawk
def test_a_migration_that_waits_for_nobody_passes() -> None:
    assert lint([("0007.sql", f"{LIMITS}CREATE TABLE t (at timestamptz NOT NULL);\n")]) == []


@needs_squawk
@pytest.mark.parametrize(
    ("sql", "rule"),
    [
        ("ALTER TABLE a DROP COLUMN b;", "ban-drop-column"),
        ("CREATE INDEX i ON a (b);", "require-concurrent-index-creation"),
        ("ALTER TABLE a ALTER COLUMN b TYPE text;", "changing-column-type"),
    ],
)
def test_what_would_block_readers_or_the_code_of_before_is_named(sql: str, rule: str) -> None:
    [said] = lint([("0007_more.sql", f"{LIMITS}{sql}\n")])
    assert said.startswith("0007_more.sql:3: ")
    assert f"({rule})" in said


@needs_squawk
def test_a_contraction_may_take_away_and_still_waits_for_nobody() -> None:
    taking = "-- phase: contract\n{}ALTER TABLE a DROP COLUMN b;\n"
    assert lint([("0008.sql", taking.format(LIMITS))]) == []
    assert len(lint([("0008.sql", taking.format(""))])) == 2


@needs_squawk
def test_every_exempted_rule_is_one_that_the_linter_knows() -> None:
    # It ends without a finding and without success when it does not know one.
    assert lint([("0008.sql", f"-- phase: contract\n{LIMITS}")]) == []
