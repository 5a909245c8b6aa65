"""The reference page lists all metrics, as they are."""

from functions.domain.metrics.catalogue import CATALOGUE
from functions.domain.metrics.labels import READS, ROUTE
from mlops.monitoring.reference import CHAPTERS, PAGE, render


def test_the_page_is_written_from_the_catalogue() -> None:
    assert PAGE.read_text() == render(), "`candor monitoring write` writes it"


def test_every_metric_is_in_one_chapter() -> None:
    in_chapters = [metric for _, metrics in CHAPTERS for metric in metrics]
    assert sorted(one.name for one in in_chapters) == sorted(one.name for one in CATALOGUE)


def test_every_metric_and_every_value_of_a_label_is_on_the_page() -> None:
    page = render()
    for metric in CATALOGUE:
        assert f"`{metric.name}" in page
        assert metric.help in page
    assert set(READS) <= set(ROUTE.values)
    for value in ROUTE.values:
        assert f"`{value}`" in page


def test_no_name_is_given_twice() -> None:
    series = [name for metric in CATALOGUE for name in metric.series]
    assert len(series) == len(set(series))
