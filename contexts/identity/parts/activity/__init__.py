"""The log of everything that happened to accounts: the log that nobody changes."""
