"""Lighthouse as a command: a phone on a simulated slow 4G, in a browser of its own each time."""

import json
import os
import statistics
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.chromium import ARGUMENTS, CHROMIUM

RUN_S_MAX = 240
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
RULES = CATEGORIES[1:]
METRICS = {
    "LCP ms": "largest-contentful-paint",
    "TBT ms": "total-blocking-time",
    "CLS": "cumulative-layout-shift",
    "FCP ms": "first-contentful-paint",
}


@dataclass(frozen=True)
class Verdict:
    """One run: scores between 0 and 1 by category, metrics by name, what cost a rule's point."""

    route: str
    scores: dict[str, float]
    metrics: dict[str, float]
    lost: list[str]


def audit(tools: Path, url: str, route: str, folder: Path, categories: Sequence[str]) -> Verdict:
    """Open one page and judge it; AssertionError with what Lighthouse said where it could not."""
    file = folder / "lighthouse.json"
    file.unlink(missing_ok=True)
    flags = " ".join(("--headless=new", *ARGUMENTS))
    done = subprocess.run(
        (
            tools / "node_modules" / ".bin" / "lighthouse", f"{url}{route}", "--quiet",
            "--output=json", f"--output-path={file}", f"--chrome-flags={flags}",
            f"--only-categories={','.join(categories)}", "--throttling-method=simulate",
        ),
        env={**os.environ, "CHROME_PATH": str(CHROMIUM), "CI": "1"},
        capture_output=True, text=True, check=False, timeout=RUN_S_MAX,
    )  # fmt: skip
    assert file.is_file(), f"{route}: {done.stdout}\n{done.stderr}"
    found = json.loads(file.read_text())
    assert "runtimeError" not in found, f"{route}: {found['runtimeError']['message']}"
    audits = found["audits"]
    lost = [
        f"{name}: {audits[one['id']]['title']} [{one['id']}]"
        for name in RULES
        if name in found["categories"]
        for one in found["categories"][name]["auditRefs"]
        if one["weight"] > 0 and (audits[one["id"]]["score"] or 0) < 1
        and audits[one["id"]]["scoreDisplayMode"] not in ("notApplicable", "manual", "informative")
    ]  # fmt: skip
    return Verdict(
        route,
        {name: one["score"] for name, one in found["categories"].items()},
        {
            name: audits[one]["numericValue"]
            for name, one in METRICS.items()
            if "performance" in categories
        },
        lost,
    )


def median(runs: Sequence[Verdict]) -> Verdict:
    """Of each score and each metric by itself; what was lost in any run."""
    return Verdict(
        runs[0].route,
        {name: statistics.median(one.scores[name] for one in runs) for name in runs[0].scores},
        {name: statistics.median(one.metrics[name] for one in runs) for name in runs[0].metrics},
        sorted({line for one in runs for line in one.lost}),
    )


def table(verdicts: Sequence[Verdict]) -> str:
    """Scores and metrics by route: Markdown."""
    columns = [*CATEGORIES, *METRICS]
    lines = [f"| route | {' | '.join(columns)} |", "|---" * (len(columns) + 1) + "|"]
    for one in verdicts:
        scores = [_number(one.scores.get(name), 2) for name in CATEGORIES]
        metrics = [_number(one.metrics.get(name), 3 if name == "CLS" else 0) for name in METRICS]
        lines.append(f"| `{one.route}` | {' | '.join((*scores, *metrics))} |")
    return "\n".join(lines)


def _number(value: float | None, digits: int) -> str:
    return "" if value is None else f"{value:.{digits}f}"
