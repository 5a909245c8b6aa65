"""Walks a model through past candles: a file of forecasts and a report on them."""
