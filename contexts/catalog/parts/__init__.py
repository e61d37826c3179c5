"""The parts of catalog; they meet only through each other's public files."""
