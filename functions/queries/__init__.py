"""Reads: gather from the ports, render one document, keep it where readers find it."""
