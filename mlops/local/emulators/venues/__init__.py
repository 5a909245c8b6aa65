"""All four venues in one process: their wire formats, their small differences, their faults."""
