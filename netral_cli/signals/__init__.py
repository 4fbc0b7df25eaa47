"""The 16 signals and 6 neutral contexts, and the cues that point at them in a text."""
