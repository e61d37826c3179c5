"""Parts of payments."""
