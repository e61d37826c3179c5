"""What can be done in identity, one act in each file."""
