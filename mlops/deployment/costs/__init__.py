"""What each plan costs and holds, and the monthly bill of a profile."""
