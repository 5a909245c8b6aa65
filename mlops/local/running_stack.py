"""Which stack a command means."""

from functions.domain.errors import NotFound
from mlops.local.settings import read_state_path, stack_is_described
from mlops.local.stack_record import RunningStack
from mlops.local.state_folder import StateFolder


def running_stack(state: StateFolder | None = None) -> RunningStack:
    """The stack that runs from a state folder, else the chosen one; NotFound when none does.

    In a container that is the one the environment describes.
    """
    if state is None and stack_is_described():
        from mlops.local.described_stack import described_stack

        return described_stack()
    state = state or StateFolder(read_state_path())
    if state.holder() is None:
        raise NotFound(f"Candor is not running from {state.path}; start it with `make up`")
    record = state.read_record()
    if record is None:
        raise NotFound("Candor is still starting; try again in a moment")
    return RunningStack.from_record(record)
