"""What can be done with the catalog as a whole."""
