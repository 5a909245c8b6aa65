"""The release: both platforms changed as one act, checked, and undone when the check fails."""
