"""Render's management API on this machine: services and their deploys."""
