"""Other companies' programs: their credentials, limits and access log."""
