"""Indonesian social-media text: repair, tokens with offsets, normal forms and stems (knows nothing of elections)."""
