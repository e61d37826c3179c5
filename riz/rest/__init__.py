"""The parts that every REST endpoint shares: parsing, problems, pages, idempotency, preconditions, limits, OpenAPI."""
