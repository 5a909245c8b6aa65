"""Environments from code: made, shown, held apart and taken away at the vendors."""
