"""What is long-lived, heavy or operational; may import functions, never the reverse."""
