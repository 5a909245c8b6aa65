"""The workflows of GitHub Actions: what they are told, and their steps on one's own machine."""
