"""Cron-triggered work: gather, decide, commit. Safe to call twice, late, or at once."""
