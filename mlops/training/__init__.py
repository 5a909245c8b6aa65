"""Fits, evaluates and exports the model: pure functions on arrays, no I/O, no clock."""
