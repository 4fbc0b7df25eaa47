"""Finds signs in Indonesian social-media posts that a civil servant broke election neutrality."""

__version__ = "0.1.0"
