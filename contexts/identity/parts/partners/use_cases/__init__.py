"""What is done to partners and their credentials."""
