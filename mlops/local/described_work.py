"""What runs once or for ever beside the servers where containers make up the stack.

`python -m mlops.local.described_work database` makes role, databases and schema;
`… ticker` fires the jobs until it is stopped.
"""

import asyncio
import logging
import sys
from collections.abc import Callable
from urllib.parse import unquote, urlsplit

import psycopg

from functions.adapters.postgres.migrate import migrate
from functions.domain.errors import CandorError, InvalidInput
from mlops.local.database_setup import create_application_role, create_database
from mlops.local.run import tick_for_ever
from mlops.local.running_stack import running_stack
from mlops.local.stack_record import RunningStack
from mlops.local.tracking_databases import TrackingDatabases
from mlops.terminal import Terminal

CONNECT_TIMEOUT_S = 5


def set_up_database(stack: RunningStack) -> None:
    """Make what is missing: the API's role and MLflow's, their databases, the schema."""
    password = unquote(urlsplit(stack.database_url).password or "")
    with psycopg.connect(
        urlsplit(stack.owner_database_url)._replace(path="/postgres").geturl(),
        autocommit=True,
        connect_timeout=CONNECT_TIMEOUT_S,
    ) as connection:
        create_application_role(connection, password)
        create_database(connection, stack.name)
    TrackingDatabases(
        stack.owner_database_url, stack.name, stack.mlflow_database_password
    ).prepare()
    applied = migrate(stack.owner_database_url)
    Terminal().say(f"Database {stack.name}: {len(applied)} migrations applied")


def tick(stack: RunningStack) -> None:
    """Fire the jobs by the cadence table; what they answer goes to the container's log."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    asyncio.run(tick_for_ever(stack, Terminal().say))


WORK: dict[str, Callable[[RunningStack], None]] = {"database": set_up_database, "ticker": tick}


def main(words: list[str]) -> None:
    """Do the work that is named; what goes wrong is one sentence and exit code 1."""
    try:
        if len(words) != 1 or words[0] not in WORK:
            raise InvalidInput(f"name one of {', '.join(WORK)}")
        WORK[words[0]](running_stack())
    except (CandorError, psycopg.OperationalError) as error:
        sys.exit(f"Error: {error}")


if __name__ == "__main__":
    main(sys.argv[1:])
