"""Rules and the page of promises are as the promises say."""

from dataclasses import replace

import yaml

from mlops.local.settings import REPOSITORY
from mlops.monitoring.slo.promises import PROMISES
from mlops.monitoring.slo.written import PAGE, render


def test_what_is_committed_is_what_would_be_written() -> None:
    for path, text in render().items():
        assert (REPOSITORY / path).read_text() == text, f"`candor monitoring write` writes {path}"


def test_another_objective_is_another_rule_another_alert_and_another_page() -> None:
    changed = [replace(PROMISES[0], objective=0.99), *PROMISES[1:]]
    for path, text in render(changed).items():
        assert text != render()[path], path


def test_the_page_names_every_promise_with_what_it_does_not_see() -> None:
    page = render()[PAGE]
    for promise in PROMISES:
        assert promise.sentence in page
        assert promise.limits in page


def test_written_rules_are_yaml_without_aliases() -> None:
    for path, text in render().items():
        if path.suffix == ".yml":
            assert yaml.safe_load(text)["groups"]
            assert "&id" not in text
