"""Runs the classifier over many posts: in this process or in several, with the same results."""
