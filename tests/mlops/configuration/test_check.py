"""The check and start-up refuse the same settings, each error with the same sentence."""

import subprocess
import sys

import pytest

from functions.config import Settings
from functions.domain.errors import InvalidInput
from functions.domain.setting import HOW_TO_MAKE_ONE, Kind
from functions.environment import examine, read_settings
from mlops.configuration.check import check, chosen_consumers, consumer_problems, read_operations
from mlops.configuration.consumers import CONSUMERS, Consumer
from mlops.local.settings import REPOSITORY
from tests.mlops.configuration.environments import (
    FUNCTION,
    HASH,
    MLFLOW,
    OPERATOR,
    PLANTED,
    Planted,
)

NAMED = {consumer.name: consumer for consumer in CONSUMERS}
VERCEL = NAMED["vercel"]
STARTED = ("missing", "unencrypted", "the same secret twice", "a misspelt name", "not https")


def sentences(environment: str, given: dict[str, str], *consumers: Consumer) -> list[str]:
    found = check(environment, given, consumers or (VERCEL,), whole=True)
    return [problem.sentence for problem in found]


def test_good_settings_are_refused_by_nobody() -> None:
    assert examine(Settings, FUNCTION)[1] == []
    assert sentences("production", FUNCTION) == []
    given = OPERATOR | MLFLOW
    chosen = chosen_consumers("production", given, "")
    assert {one.name for one in chosen} == {"vercel", "operator", "page", "mlflow"}
    assert sentences("production", given, *chosen) == []
    assert read_operations("production", OPERATOR).s3_bucket == OPERATOR["S3_BUCKET"]


@pytest.mark.parametrize("error", PLANTED.values(), ids=PLANTED)
def test_each_planted_error_is_refused_by_start_up_and_check_with_one_sentence(
    error: Planted,
) -> None:
    given = {**FUNCTION, **error.change}
    with pytest.raises(InvalidInput) as caught:
        read_settings(Settings, given)
    assert str(caught.value) == error.sentence
    [problem] = check("production", given, [VERCEL], whole=True)
    assert (problem.name, problem.kind, problem.sentence) == (
        error.name, error.kind, error.sentence
    )  # fmt: skip
    secret = FUNCTION.get(error.name, "")
    assert not secret or secret not in problem.sentence


def test_every_kind_of_error_is_planted() -> None:
    assert {error.kind for error in PLANTED.values()} == set(Kind)


@pytest.mark.parametrize("name", STARTED)
def test_the_function_itself_does_not_start_with_a_planted_error(name: str) -> None:
    error = PLANTED[name]
    done = subprocess.run(
        (sys.executable, "-c", "import api.index"),
        cwd=REPOSITORY,
        env={**FUNCTION, **error.change},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert done.stderr.rstrip().splitlines()[-1].endswith(error.sentence)
    assert not any(FUNCTION[secret] in done.stderr for secret in ("CRON_SECRET", "DATABASE_URL"))


def test_all_that_is_wrong_is_said_at_once() -> None:
    chosen = ("unencrypted", "not https", "a placeholder", "this machine", "a misspelt name")
    given = dict(FUNCTION)
    for name in chosen:
        given |= PLANTED[name].change
    assert sentences("production", given) == [PLANTED[name].sentence for name in chosen]


def test_settings_of_another_environment_are_no_production() -> None:
    assert sentences("production", FUNCTION | {"CANDOR_ENV": "staging"}) == [
        "CANDOR_ENV is 'staging', and these are to be the settings of production"
    ]
    assert sentences("production", FUNCTION | {"CANDOR_ENV": ""}) == [
        "CANDOR_ENV is not set; without it this would be development, not production"
    ]


def test_vercels_production_does_not_start_as_development() -> None:
    given = {name: value for name, value in FUNCTION.items() if name != "CANDOR_ENV"}
    assert examine(Settings, given)[1] == []
    _, [problem] = examine(Settings, given | {"VERCEL_ENV": "production"})
    assert problem.name == "CANDOR_ENV"
    assert "is not set on Vercel's production" in problem.sentence


def test_what_production_refuses_development_allows() -> None:
    given = FUNCTION | {
        "CANDOR_ENV": "development",
        "DATABASE_URL": "postgresql://candor_app@127.0.0.1:5432/candor",
        "UPSTASH_REDIS_REST_URL": "http://127.0.0.1:8079",
        "PUBLIC_URL": "http://localhost:8000",
        "ARTIFACT_URLS": "",
        "VENUES_URL": "http://127.0.0.1:9",
        "CANDOR_MODE": "simulated",
    }
    assert sentences("development", given) == []


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("S3_BUCKET_NAME", "did you mean S3_BUCKET?"),
        ("FAVOURITE_COLOUR", "nothing reads it; take it away"),
    ],
)
def test_a_file_has_no_names_that_nothing_reads(name: str, advice: str) -> None:
    given = FUNCTION | {name: "anything"}
    assert sentences("production", given) == [f"{name} is not a setting; {advice}"]
    assert check("production", given, [VERCEL], whole=False) == []
    assert examine(Settings, given)[1] == []  # a process has many names that are not ours


PLATFORMS = """
AWS_DEFAULT_REGION AWS_EXECUTION_ENV AWS_LAMBDA_FUNCTION_NAME AWS_REGION AWS_SESSION_TOKEN CI
COLUMNS DATABASE_URL_UNPOOLED GITHUB_ACTIONS GITHUB_SHA GITHUB_TOKEN HOME HOSTNAME KV_URL
KV_REST_API_TOKEN KV_REST_API_URL LANG LC_ALL NODE_ENV PATH PGHOST PORT PWD PYTHONPATH REDIS_URL
RENDER RENDER_GIT_COMMIT RENDER_SERVICE_NAME TZ UPSTASH_REDIS_REST_READ_ONLY_TOKEN USER VERCEL
VERCEL_ENV VERCEL_GIT_COMMIT_REF VERCEL_GIT_PREVIOUS_SHA VERCEL_REGION VERCEL_TARGET_ENV
VERCEL_URL CANDOR_PORT CANDOR_STATE CANDOR_SEED CANDOR_VENUES CANDOR_HISTORY CANDOR_MLFLOW
""".split()  # noqa: SIM905 - a list would fill a screen


def test_no_platforms_own_name_is_taken_for_a_misspelt_one() -> None:
    given = FUNCTION | {name: "x" for name in PLATFORMS if name != "VERCEL_ENV"}
    assert examine(Settings, given)[1] == []


def test_a_file_that_speaks_of_a_server_must_tell_it_everything() -> None:
    given = OPERATOR | {"MLFLOW_ADMIN_PASSWORD": "password1234", "MLFLOW_ADMIN_USERNAME": "admin"}
    chosen = chosen_consumers("production", given, "")
    said = sentences("production", given, *chosen)
    assert any(one.startswith("MLFLOW_ADMIN_PASSWORD needs at least 32") for one in said)
    assert any(one.startswith("MLFLOW_BACKEND_URL is not set") for one in said)


def test_a_consumer_that_there_is_none_of_is_refused_with_those_there_are() -> None:
    with pytest.raises(InvalidInput, match="'versel' is no consumer in production; there are: ver"):
        chosen_consumers("production", FUNCTION, "versel")


def test_what_the_mlflow_server_refuses_the_check_refuses() -> None:
    assert consumer_problems(NAMED["mlflow"], MLFLOW) == []
    open_to_all = MLFLOW | {"MLFLOW_ALLOWED_HOSTS": "*"}
    [problem] = consumer_problems(NAMED["mlflow"], open_to_all)
    assert problem.sentence == "MLFLOW_ALLOWED_HOSTS names hosts; '*' lets every page in"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {"DATABASE_OWNER_URL": FUNCTION["DATABASE_URL"]},
            "DATABASE_OWNER_URL needs Neon's direct host, the one without -pooler",
        ),
        (
            {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE"},
            "AWS_ACCESS_KEY_ID looks like a placeholder; write the real value",
        ),
        (
            {"CLOUDINARY_URL": "https://cloudinary.com/candor"},
            "CLOUDINARY_URL needs the form cloudinary://KEY:SECRET@CLOUD",
        ),
        (
            {"CLOUDINARY_URL": OPERATOR["CLOUDINARY_URL"] + "?upload_prefix=http://127.0.0.1:1"},
            "CLOUDINARY_URL has an upload_prefix, which is for an emulator",
        ),
        (
            {"S3_BUCKET": "name-of-your-bucket"},
            "S3_BUCKET has the value of the example; write yours",
        ),
        (
            {"MLFLOW_TRACKING_URI": "https://mlflow.candor.market"},
            "MLFLOW_TRACKING_PASSWORD is not set, and MLFLOW_TRACKING_URI is; set both or neither",
        ),
        (
            {"METRICS_TOKEN": "x7Kq2Lw9Rt4Yb6Nm1Vc8Zs3Dp5Hj0'Gfaa"},
            f"METRICS_TOKEN has a blank, line break or quote in it; {HOW_TO_MAKE_ONE}",
        ),
        (
            {"CRON_SECRET": "x7Kq2Lw9Rt4Yb6Nm\n1Vc8Zs3Dp5Hj0Gfaa"},
            f"CRON_SECRET has a blank, line break or quote in it; {HOW_TO_MAKE_ONE}",
        ),
        (
            {"VITE_API_URL": "https://candor.market/api"},
            "VITE_API_URL is an origin, https://HOST, without a path",
        ),
    ],
)
def test_what_an_operator_is_told_is_held_to_its_rules_too(
    change: dict[str, str], sentence: str
) -> None:
    consumers = chosen_consumers("production", OPERATOR, "")
    assert sentences("production", OPERATOR | change, *consumers) == [sentence]


@pytest.mark.parametrize(
    "url",
    [
        "hooks.slack.example/T0",
        "https://",
        "https://[",
        "ftp://hooks.market/x",
        "https://a b.market/",
    ],
)
def test_what_is_no_address_is_no_webhook_and_not_repeated(url: str) -> None:
    [problem] = consumer_problems(NAMED["alertmanager"], HASH | {"ALERT_WEBHOOK_URL": url})
    assert problem.sentence == (
        "ALERT_WEBHOOK_URL is no https:// address; copy the webhook's whole one"
    )


def test_a_webhook_of_a_deployed_environment_is_https_and_not_this_machine() -> None:
    deployed = HASH | {"CANDOR_ENV": "production"}
    alertmanager = NAMED["alertmanager"]
    for url, count in (
        ("https://hooks.slack.com/services/T0/B0/x7Kq", 0),
        ("http://hooks.slack.com/services/T0/B0/x7Kq", 1),
        ("https://127.0.0.1/hook", 1),
    ):
        assert len(consumer_problems(alertmanager, deployed | {"ALERT_WEBHOOK_URL": url})) == count
    assert not consumer_problems(alertmanager, HASH | {"ALERT_WEBHOOK_URL": "http://127.0.0.1:9/"})
