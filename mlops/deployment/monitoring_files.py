"""The files that are written from the catalogue, the promises and the dashboards."""

from pathlib import Path

from mlops.monitoring.reference import PAGE, render


def monitoring_files(root: Path) -> dict[Path, str]:
    """Each file's text by its path. Needs Grafana's SDK, which is there for developers only."""
    from mlops.monitoring.dashboards import grafana
    from mlops.monitoring.slo import written

    return {
        PAGE: render(),
        **{root / path: text for path, text in written.render().items()},
        **{root / path: text for path, text in grafana.render().items()},
    }


def stale(root: Path) -> dict[Path, str]:
    """Those of them that are missing, or not as they would be written now."""
    return {
        path: text
        for path, text in monitoring_files(root).items()
        if not path.is_file() or path.read_text() != text
    }
