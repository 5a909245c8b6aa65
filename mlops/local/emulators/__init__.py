"""Vendors' wire protocols as ASGI apps, with a switch that makes them fail."""
