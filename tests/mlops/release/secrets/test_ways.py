"""Every secret has a way to be made anew, and readers find it."""

import re

from functions.bootstrap import Bootstrapped
from functions.domain.metrics.labels import ROTATED
from functions.environment import PREVIOUS
from mlops.configuration.catalogue import catalogue
from mlops.local.settings import REPOSITORY
from mlops.release.secrets.ways import DERIVED, WAYS, Change, is_kept

SECRETS = {one.name for one in catalogue().values() if one.secret}
OVERLAP = {name for name, way in WAYS.items() if way.change is Change.OVERLAP}


def test_every_secret_of_the_settings_has_a_way_and_nothing_else_has() -> None:
    followers = {name for name in SECRETS if name.endswith(PREVIOUS)}
    assert set(WAYS) == SECRETS - followers - DERIVED


def test_what_is_accepted_twice_has_a_setting_for_the_one_before_and_is_counted() -> None:
    assert {f"{name}{PREVIOUS}" for name in OVERLAP} == {n for n in SECRETS if n.endswith(PREVIOUS)}
    # The vault's key is the release tool's: no request shows it.
    assert set(ROTATED.values) == OVERLAP - {"RELEASE_VAULT_KEY"}
    assert "previous_secrets" in Bootstrapped.__dataclass_fields__


def test_the_document_says_the_way_of_each() -> None:
    text = (REPOSITORY / "docs/secrets.md").read_text()
    rows = dict(re.findall(r"^\| `([A-Z_]+)` \| (.+) \|$", text, re.MULTILINE))
    said = {n: f"{w.change.value} | {w.overlaps} | {w.how}" for n, w in WAYS.items()}
    assert {name: rows.get(name) for name in WAYS} == said


def test_only_what_has_an_age_of_its_own_is_kept() -> None:
    kept = {name for name in SECRETS if is_kept(name, "a value")}
    assert kept == set(WAYS)
    assert not is_kept("GITHUB_TOKEN", "ghs_of_one_run_of_a_workflow")
    assert is_kept("GITHUB_TOKEN", "github_pat_of_a_person")
