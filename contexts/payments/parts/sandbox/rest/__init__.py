"""Pages of the sandbox for payers."""
