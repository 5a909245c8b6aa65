"""What the functions write down: one JSON object a line, and nothing in it that is secret."""
