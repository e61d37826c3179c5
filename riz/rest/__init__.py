"""What every REST endpoint shares: parsing, problems, pages, idempotency, preconditions, limits, OpenAPI."""
