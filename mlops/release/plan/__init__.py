"""What a release would change, in which order, and how each step is undone. Pure."""
