"""From an empty database to a live environment."""
