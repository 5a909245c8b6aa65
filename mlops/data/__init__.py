"""Looking after a world's candles: what is there, what is missing, what was put aside."""
