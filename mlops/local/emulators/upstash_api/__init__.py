"""Upstash's developer API on this machine: Redis databases without a Redis behind them."""
