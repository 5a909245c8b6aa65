"""Where settings are kept, so that a release can go back to them."""
