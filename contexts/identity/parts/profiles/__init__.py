"""How people like to travel, and how RIZ should treat them."""
