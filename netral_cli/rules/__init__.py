"""The law as data: which acts of which rules a post may touch, in which phase, on which track, and how sure that is."""
