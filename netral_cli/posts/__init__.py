"""Posts in and out: exported files with any columns in, the same columns and the verdicts out."""
