"""What release.yml declares, checked key by key."""
