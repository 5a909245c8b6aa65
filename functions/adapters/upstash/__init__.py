"""Upstash Redis over HTTP."""
