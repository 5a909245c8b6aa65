"""The QStash schedule of an environment: one, with a fixed id, put there by QStash's SDK."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from functions.domain.errors import VendorRejected, VendorUnavailable
from mlops.configuration.qstash import QstashSettings
from mlops.deployment.schedules.triggers import QSTASH, TICK_PATH, cron_expressions

if TYPE_CHECKING:
    from qstash import QStash
    from qstash.schedule import Schedule

RETRIES_MAX = 3
"""As many as the free plan allows: with Retry-After they fall on the hour's other chances."""

CALL_S_MAX = 90
"""Longer than a tick takes."""

VENDOR = "qstash"
T = TypeVar("T")


class QstashSchedule:
    """The one schedule of one environment."""

    def __init__(self, settings: QstashSettings) -> None:
        self._settings = settings
        self.id = f"candor-tick-{settings.candor_env}"
        self.destination = f"{str(settings.public_url).rstrip('/')}{TICK_PATH}"

    def apply(self) -> str:
        """Create the schedule or make it what it should be; its expression. Raises VendorError."""
        [cron] = cron_expressions(QSTASH.pace)
        self._ask(
            lambda client: client.schedule.create(
                destination=self.destination,
                cron=cron,
                method="POST",
                retries=RETRIES_MAX,
                timeout=CALL_S_MAX,
                schedule_id=self.id,
            )
        )
        return cron

    def read(self) -> "Schedule | None":
        """The schedule as QStash has it; None where it has none. Raises VendorError."""
        found = self._ask(lambda client: client.schedule.list())
        return next((one for one in found if one.schedule_id == self.id), None)

    def _ask(self, call: Callable[["QStash"], T]) -> T:
        import httpx
        from qstash import QStash
        from qstash.errors import DailyMessageLimitExceededError, QStashError

        client = QStash(
            self._settings.qstash_token.get_secret_value(),
            retry=False,
            base_url=str(self._settings.qstash_url),
        )
        try:
            return call(client)
        except httpx.HTTPError as error:
            raise VendorUnavailable(VENDOR, f"{type(error).__name__}: {error}") from None
        except DailyMessageLimitExceededError as error:
            raise VendorRejected(VENDOR, str(error)) from None
        except QStashError as error:
            raise _refusal(str(error)) from None
        except (ValueError, LookupError, TypeError) as error:
            said = f"an answer that is not QStash's ({type(error).__name__}: {error})"
            raise VendorUnavailable(VENDOR, said) from None


def _refusal(said: str) -> VendorRejected | VendorUnavailable:
    """The SDK tells a status only within its sentence."""
    passing = "status: 5" in said or said.startswith("Exceeded burst")
    return VendorUnavailable(VENDOR, said) if passing else VendorRejected(VENDOR, said)
