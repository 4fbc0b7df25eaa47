"""Labels for other annotation tools and back: export, import and export again give the same bytes."""
