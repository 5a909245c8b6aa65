"""Render's API as far as the watcher asks it, telling of processes of this machine."""
