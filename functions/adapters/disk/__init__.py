"""Objects on a local disk."""
