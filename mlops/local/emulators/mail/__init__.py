"""A mail server that delivers nothing: what it takes can be read on a page."""
