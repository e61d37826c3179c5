"""Staff screens: feeds, their versions, and what was found wrong with them."""
