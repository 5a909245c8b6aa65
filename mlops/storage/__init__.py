"""Object stores that training writes to, through their vendors' SDKs; serving has neither."""
