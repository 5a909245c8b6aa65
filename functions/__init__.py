"""What runs inside a request or a scheduled tick: installs small, starts fast."""
