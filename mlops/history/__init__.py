"""Where hourly candles come from without an exchange: a file, or a simulated market."""
