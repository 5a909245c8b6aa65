"""PostgreSQL behind the world, candle, ledger, forecast and model ports (psycopg 3)."""
