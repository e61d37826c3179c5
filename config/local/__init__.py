"""RIZ on one machine: PostgreSQL and Valkey from wheels, and a supervisor. Never used in production."""
