"""Facts that come with RIZ, and how they were made: none of it runs in the product."""
