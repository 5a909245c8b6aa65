"""The release log: who changed what, step by step, where a kill cannot reach it."""
