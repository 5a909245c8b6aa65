"""Protocols, one outside thing each; named for the thing, never for the vendor."""
