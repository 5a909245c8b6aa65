"""The success report: what was meant to hold, and what the records say of it."""
