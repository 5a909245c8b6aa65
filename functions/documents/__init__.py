"""What readers get: the shape of each document, and how it is rendered. No I/O."""
