"""What the workflows of GitHub Actions ask of a release, beside what a person asks."""
