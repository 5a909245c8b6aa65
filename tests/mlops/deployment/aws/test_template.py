"""The SAM template says what the code says: settings, schedule, runtime, limits; and no secret."""

from typing import Any

import pytest
import yaml
from pydantic import SecretStr

from functions.config import Settings
from functions.domain.horizon import EVERY_HOUR
from functions.jobs.cadence import CADENCE
from functions.jobs.tick import TICK_S_MAX
from mlops.deployment.aws.package import PLATFORM, PYTHON
from mlops.local.emulators.lambda_runtime.server import HANDLER
from mlops.local.settings import REPOSITORY
from tests.http.runtimes.aws_lambda import CONNECTIONS_MAX

TEMPLATE = REPOSITORY / "mlops/deployment/aws/template.yaml"
NEON_CONNECTIONS_MAX = 112
"""Of Neon's smallest database, without its pooler."""
SECRETS = "{{resolve:secretsmanager:candor/${Environment}:SecretString:%s}}"


Tagged = type("Tagged", (yaml.SafeLoader,), {})
"""Reads CloudFormation's short forms as `{"!Sub": …}`."""


def _short_form(loader: Any, name: str, node: Any) -> dict[str, Any]:
    return {f"!{name}": loader.construct_scalar(node)}


yaml.add_multi_constructor("!", _short_form, Loader=Tagged)


@pytest.fixture(scope="module")
def template() -> dict[str, Any]:
    read: dict[str, Any] = yaml.load(TEMPLATE.read_text(), Tagged)  # a SafeLoader
    return read


@pytest.fixture(scope="module")
def function(template: dict[str, Any]) -> dict[str, Any]:
    properties: dict[str, Any] = template["Resources"]["Function"]["Properties"]
    return properties


def test_it_sets_settings_that_there_are_and_all_that_are_required(
    function: dict[str, Any],
) -> None:
    given = set(function["Environment"]["Variables"])
    assert given <= {name.upper() for name in Settings.model_fields}
    required = {name for name, field in Settings.model_fields.items() if field.is_required()}
    assert {name.upper() for name in required} <= given
    assert {"CANDOR_ENV", "CANDOR_COMMIT", "ARTIFACT_URLS"} <= given


def test_every_secret_comes_from_the_environments_secret(function: dict[str, Any]) -> None:
    variables = function["Environment"]["Variables"]
    secret = {
        name.upper() for name, field in Settings.model_fields.items()
        if SecretStr in (field.annotation, *getattr(field.annotation, "__args__", ()))
    } & set(variables)  # fmt: skip
    assert secret == {
        "DATABASE_URL", "UPSTASH_REDIS_REST_TOKEN", "CRON_SECRET", "LEDGER_SIGNING_KEY",
    }  # fmt: skip
    for name in secret:
        assert variables[name] == {"!Sub": SECRETS % name}


def test_its_schedule_is_the_cadence_table(function: dict[str, Any]) -> None:
    schedule = function["Events"]["Tick"]["Properties"]
    assert {entry.hours for entry in CADENCE} == {EVERY_HOUR}
    minutes = sorted({minute for entry in CADENCE for minute in entry.minutes})
    assert schedule["ScheduleExpression"] == f"cron({','.join(map(str, minutes))} * * * ? *)"
    assert schedule["ScheduleExpressionTimezone"] == "UTC"
    assert yaml.safe_load(schedule["Input"]) == {"job": "tick"}


def test_it_runs_what_is_packaged(function: dict[str, Any]) -> None:
    assert function["Handler"] == HANDLER
    assert function["Runtime"] == f"python{PYTHON}"
    assert [PLATFORM.partition("-")[0]] == function["Architectures"]
    built = (TEMPLATE.parent / function["CodeUri"]).resolve()
    assert built == REPOSITORY / ".candor/lambda/package.zip"


def test_a_tick_ends_before_lambda_ends_it(function: dict[str, Any]) -> None:
    assert function["Timeout"] >= TICK_S_MAX + 5


def test_its_containers_leave_the_database_connections_to_others(
    template: dict[str, Any], function: dict[str, Any]
) -> None:
    most = template["Parameters"]["ContainersMax"]["MaxValue"]
    assert function["ReservedConcurrentExecutions"] == {"!Ref": "ContainersMax"}
    each = int(function["Environment"]["Variables"]["DB_POOL_SIZE_MAX"])
    assert each == CONNECTIONS_MAX  # the contract suite runs with as many
    assert most * each <= NEON_CONNECTIONS_MAX


def test_its_role_may_write_its_log_and_nothing_else(template: dict[str, Any]) -> None:
    role = template["Resources"]["FunctionRole"]["Properties"]
    assert "ManagedPolicyArns" not in role
    (policy,) = role["Policies"]
    (statement,) = policy["PolicyDocument"]["Statement"]
    assert statement["Action"] == ["logs:CreateLogStream", "logs:PutLogEvents"]
    logs = template["Resources"]["FunctionLogs"]["Properties"]
    assert statement["Resource"]["!Sub"].endswith(f":log-group:{logs['LogGroupName']['!Sub']}:*")
