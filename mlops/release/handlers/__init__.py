"""Carries out what a plan commands: looks before it acts, and returns only what it has seen."""
