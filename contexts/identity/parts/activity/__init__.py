"""What happened to accounts: the log that nobody changes."""
