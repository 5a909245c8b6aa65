"""A dead-man switch on this machine: who does not ping it in time is reported by mail."""
