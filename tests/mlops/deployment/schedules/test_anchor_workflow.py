"""The witness's workflow: after the hour's last checkpoint, with what the witness is told."""

import os
import subprocess
from typing import Any

import yaml

from functions.jobs.cadence import CADENCE
from mlops.configuration.catalogue import settings_of
from mlops.configuration.consumers import CONSUMERS
from mlops.deployment.schedules.anchor_workflow import anchor_workflow

# `on` is a YAML 1.1 word for true.
WORKFLOW: dict[Any, Any] = yaml.safe_load(anchor_workflow())
JOB = WORKFLOW["jobs"]["anchor"]
LAST = JOB["steps"][-1]


def test_it_comes_every_hour_after_the_last_chance_to_sign() -> None:
    [cron] = WORKFLOW[True]["schedule"]
    minute, rest = cron["cron"].split(" ", 1)
    [signing] = [one for one in CADENCE if one.job == "checkpoint"]
    assert max(signing.minutes) < int(minute) < 60
    assert rest == "* * * *"
    assert JOB["timeout-minutes"] < 60
    assert WORKFLOW["concurrency"] == {"group": "anchor", "cancel-in-progress": False}


def test_it_is_told_settings_of_the_witness_only_and_only_in_the_step_that_needs_them() -> None:
    [witness] = [one for one in CONSUMERS if one.name == "witness"]
    known = {one.name for one in settings_of(witness)} | {"CANDOR_ENV"}
    assert set(LAST["env"]) <= known
    assert "LEDGER_SIGNING_KEY" not in anchor_workflow()
    assert all("env" not in step for step in JOB["steps"][:-1])
    assert "${{" not in LAST["run"]


def test_where_nobody_named_an_address_it_witnesses_nothing_and_says_so() -> None:
    done = subprocess.run(
        ("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", LAST["run"]),
        env={"PATH": os.environ["PATH"], "PUBLIC_URL": "", "CANDOR_ENV": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "nothing to witness" in done.stdout
