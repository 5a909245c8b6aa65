"""How far back an empty record is filled."""

HISTORY_DAYS_MAX = 400
"""A year to fit the season on, and some weeks before it for the longest feature."""

HISTORY_HOURS_MAX = HISTORY_DAYS_MAX * 24
