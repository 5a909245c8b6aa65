"""Dashboards as data, and what is made of them: Grafana's JSON and a page to look at."""
