"""Lambda's two sides: the API that invokes a function, and the one its runtime asks for work."""
