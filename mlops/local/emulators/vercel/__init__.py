"""Vercel's management API on this machine: a project, its deployments and domains."""
