"""The first view as HTML, before any script: what the page draws at `/`, in Python."""
