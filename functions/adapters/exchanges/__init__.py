"""Public hourly candles of the venues that trade bitcoin for dollars."""
