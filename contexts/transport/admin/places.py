"""Staff screens: cities, airports, stations and stops by name."""
