"""One folder a vendor; only bootstrap builds them."""
