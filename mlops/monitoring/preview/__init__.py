"""The dashboards as a page, drawn from what Prometheus answers now."""
