"""People with an account: address, password, and how they prove that it is theirs."""
