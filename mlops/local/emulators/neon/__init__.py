"""Neon's management API on this machine: projects without a database behind them."""
