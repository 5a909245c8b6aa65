"""What compose.yaml tells a command in a container is the stack that it finds there."""

import pytest

from functions.domain.errors import InvalidInput, NotFound
from functions.domain.world import Mode
from mlops.local.compose_environment import compose_environment
from mlops.local.described_work import main
from mlops.local.running_stack import running_stack
from mlops.local.settings import REPOSITORY, read_settings, stack_is_described
from tests.slow.composed import interpolated, services_of


@pytest.fixture
def described(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The environment that compose.yaml gives to the ticker."""
    variables = compose_environment(read_settings({"CANDOR_SEED": "5"}), {})
    ticker = services_of(REPOSITORY / "compose.yaml")["ticker"]
    for chosen_elsewhere in ("CANDOR_HISTORY", "CANDOR_VENUES"):
        monkeypatch.delenv(chosen_elsewhere, raising=False)
    for name, value in ticker["environment"].items():
        monkeypatch.setenv(name, interpolated(value, variables))
    return monkeypatch


@pytest.mark.usefixtures("described")
def test_commands_in_a_container_find_the_stack_in_their_environment() -> None:
    stack = running_stack()
    assert (stack.mode, stack.source, stack.name) == (
        Mode.SIMULATED, "simulated:seed-5", "candor_simulated_5",
    )  # fmt: skip
    assert (stack.api_url, stack.s3_url) == ("http://api:8000", "http://s3:9000")
    assert stack.cloudinary_url == "http://cloudinary:8081"
    assert len(stack.cloudinary_secret) == 64
    assert stack.outbox_dir == "/data/outbox/mlflow/candor_simulated_5/outbox"
    assert stack.artifact_urls[1] == "http://s3-public:9001/models/candor_simulated_5"


def test_a_database_of_another_world_is_refused(described: pytest.MonkeyPatch) -> None:
    described.setenv("CANDOR_SEED", "6")
    with pytest.raises(InvalidInput, match="another database than candor_simulated_6"):
        running_stack()


def test_what_is_missing_is_named(described: pytest.MonkeyPatch) -> None:
    described.delenv("API_URL")
    described.setenv("CRON_SECRET", "short")
    with pytest.raises(InvalidInput, match=r"CRON_SECRET needs .*\nAPI_URL is not set"):
        running_stack()
    with pytest.raises(SystemExit, match=r"Error: .*\nAPI_URL"):
        main(["ticker"])


def test_only_a_described_stack_is_looked_for_in_the_environment(
    described: pytest.MonkeyPatch, tmp_path: object
) -> None:
    described.delenv("CANDOR_STACK")
    described.setenv("CANDOR_STATE", str(tmp_path))
    with pytest.raises(NotFound):
        running_stack()
    with pytest.raises(InvalidInput, match="CANDOR_STACK is described or unset"):
        stack_is_described({"CANDOR_STACK": "here"})


def test_work_that_is_not_there_is_refused() -> None:
    with pytest.raises(SystemExit, match="name one of database, ticker"):
        main(["tick"])
