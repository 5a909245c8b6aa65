"""Upstash Redis's REST protocol in front of a real Valkey."""
