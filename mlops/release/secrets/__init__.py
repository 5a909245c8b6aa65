"""The secrets of an environment: their age and owner, their rotation, and who read them."""
