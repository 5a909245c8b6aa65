"""Each check names what is wrong; not knowing is no pass."""

from dataclasses import replace

import pytest

from mlops.release.preflight.checks import CHECKS, CiOutcome, Facts, reasons, remarks
from mlops.release.preflight.looked import Looked

FINE = Facts("b" * 40, CiOutcome.PASSED, "ci: passed", False, False, (), (), (), ())
UNKNOWN = replace(FINE, tests=CiOutcome.UNKNOWN, tests_sentence="nobody was asked")


def test_nothing_is_against_a_release_of_which_all_is_well() -> None:
    assert reasons(FINE) == []
    assert list(CHECKS) == [
        "tests",
        "branch",
        "settings",
        "ways back",
        "migrations",
        "secrets",
        "api",
        "size",
        "quotas",
        "champion",
    ]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (replace(FINE, settings=("A is not set", "B is short")), ["settings: A", "settings: B"]),
        (replace(FINE, branch=("on none",)), ["branch: on none"]),
        (replace(FINE, ways_back=("gone",)), ["ways back: gone"]),
        (replace(FINE, migrations=("0007: locks",)), ["migrations: 0007: locks"]),
        (replace(FINE, secrets=("A is old", "B is nobody's")), ["secrets: A", "secrets: B"]),
        (replace(FINE, api=Looked(["GET /a: gone"])), ["api: GET /a: gone"]),
        (replace(FINE, size=Looked(["too big"])), ["size: too big"]),
        (replace(FINE, quotas=Looked(["used up"])), ["quotas: used up"]),
        (replace(FINE, champion=Looked(["gone", "odd"])), ["champion: gone", "champion: odd"]),
        (replace(FINE, quotas=Looked((), ["look"])), []),
        (replace(UNKNOWN, tests=CiOutcome.FAILED), ["tests: nobody was asked"]),
        (UNKNOWN, ["tests: nobody knows whether bbbbbbb passed"]),
        (replace(UNKNOWN, is_local=True), ["tests: nobody knows"]),
        (replace(UNKNOWN, tests_excused=True), ["tests: --without-ci is for platforms on this"]),
        (replace(UNKNOWN, tests_excused=True, is_local=True), []),
        (
            replace(UNKNOWN, tests=CiOutcome.FAILED, tests_excused=True, is_local=True),
            ["tests: nobody was asked"],
        ),
    ],
)
def test_what_is_wrong_is_named(facts: Facts, said: list[str]) -> None:
    found = reasons(facts)
    assert len(found) == len(said)
    assert all(one.startswith(begin) for one, begin in zip(found, said, strict=True))


def test_a_remark_says_of_which_check_it_is() -> None:
    facts = replace(FINE, api=Looked((), ["allowed"]), quotas=Looked((), ["look"]))
    assert remarks(facts) == ["api: allowed", "quotas: look"]
