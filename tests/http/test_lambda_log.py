"""What an invocation of the Lambda function tells of itself, and what it keeps to itself."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.http.lambda_function import Function, function_in
from tests.http.runtimes.aws_lambda import environment
from tests.http.small_world import CRON_SECRET, SmallWorld
from tests.lambda_gateways import FunctionFailed


@pytest.fixture(scope="module")
def function(world: SmallWorld, server_folder: Path) -> Iterator[Function]:
    """A function in the small world."""
    with function_in(server_folder, environment(world)) as started:
        yield started


async def test_a_failed_invocation_tells_no_secret(function: Function) -> None:
    with pytest.raises(FunctionFailed, match=r"no job '\[CRON_SECRET\]'") as failed:
        await function.invoke({"job": CRON_SECRET})
    assert failed.value.report["errorType"] == "NotFound"
    assert CRON_SECRET not in function.log.read_text()


async def test_the_report_of_a_job_names_its_run(function: Function) -> None:
    reports = await function.invoke({"job": "ingest"})
    assert re.fullmatch(r"[0-9a-f]{16}", reports["ingest"]["execution_id"])
