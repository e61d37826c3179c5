"""Rules of amenities."""
