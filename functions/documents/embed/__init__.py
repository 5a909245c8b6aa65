"""The forecast for other people's pages: a small page of its own, and pictures."""
