"""When the reports of these tests are made, and of what."""

from datetime import UTC, datetime, timedelta

NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)
SPAN = timedelta(days=30)
