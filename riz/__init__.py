"""The shared kernel: no business nouns, no context imported, used by three contexts or more."""
