"""How much a run works on at a time."""

BATCH = 4000
"""Posts in a batch, unless the user says otherwise."""
MOST_PIECES = 200_000
"""Distinct pieces of text that a process remembers; addresses and names never end, and the memory would fill."""
