"""Every scheduler's configuration, written from the one cadence table."""
