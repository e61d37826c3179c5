"""What roles there are, and which permissions each one carries. Who holds them is told by organisations."""
