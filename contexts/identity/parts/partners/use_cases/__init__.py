"""Use cases of partners and their credentials."""
