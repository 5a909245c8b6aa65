"""The catalogue of every metric: pure data that code, rules and dashboards share."""
